/** What a person may do with a run. */
import { cancelRun, type RunLine, resumeRun, runAgain } from '../api/generated'
import { OF_RUNS, OF_WORK } from '../api/told'
import { useDoing } from '../ui/said'

/** The version that it had then, or the newest of its scenario. */
export type Which = 'same' | 'present'

const OLD = ['showRun', ...OF_RUNS, ...OF_WORK] as const

export function useAgain(done?: (runs: string[]) => void) {
  return useDoing<{ runs: string[]; which: Which }, string[]>(
    async ({ runs, which }) => {
      const added: string[] = []
      for (const run of runs) {
        const { data } = await runAgain({ path: { run_id: run }, query: { version: which } })
        added.push(data.run_id)
      }
      return added
    },
    {
      stale: OLD,
      said: (added) =>
        added.length === 1 ? 'The run was added.' : `${added.length} runs were added.`,
      done,
    },
  )
}

export function useCancel() {
  return useDoing<RunLine, unknown>((run) => cancelRun({ path: { run_id: run.id } }), {
    stale: OLD,
    said: () => 'The run was cancelled; what it has written stays written.',
  })
}

export function useResume() {
  return useDoing<RunLine, unknown>((run) => resumeRun({ path: { run_id: run.id } }), {
    stale: OLD,
    said: () => 'The run goes on.',
  })
}

export function ended(run: RunLine): boolean {
  return run.ended_at !== null
}

/** Why a run cannot be run again; "" where it can. */
export function whyNotAgain(run: RunLine): string {
  if (run.forgotten_at) return 'What it was given is not kept any more.'
  if (run.confidential && ended(run)) return 'Of a confidential scenario nothing is kept.'
  return ''
}
