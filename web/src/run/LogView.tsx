/** What the run did, in sentences. */
import { Button, SegmentedControl } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type Log, type RunDetail, type Sentence, showLog } from '../api/generated'
import { useAddress } from '../ui/address'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import styles from './Log.module.css'

const PAGE = 200
const MODES = [
  { value: 'simple', label: 'Simple' },
  { value: 'advanced', label: 'Advanced' },
]

export function LogView({ run, module }: { run: RunDetail; module: number }) {
  const [address, change] = useAddress()
  const advanced = address.log === 'advanced'
  const query = useInfiniteQuery({
    queryKey: [{ _id: 'showLog', run: run.id, advanced }],
    queryFn: async ({ pageParam }): Promise<Log> => {
      const query = { advanced, after: pageParam, limit: PAGE }
      return (await showLog({ path: { run_id: run.id }, query })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  return (
    <div className={styles.box}>
      <SegmentedControl
        size="xs"
        aria-label="How much the log tells"
        data={MODES}
        value={advanced ? 'advanced' : 'simple'}
        onChange={(value) => change({ log: value === 'advanced' ? value : '' }, { replace: true })}
      />
      <Loaded query={query}>
        {({ pages }) => (
          <>
            <ol className={styles.log}>
              {pages
                .flatMap((page) => page.items)
                .map((one, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: sentences only follow each other
                  <Line key={at} one={one} aside={one.module !== null && one.module !== module} />
                ))}
            </ol>
            {query.hasNextPage && (
              <Button
                size="xs"
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                Show more
              </Button>
            )}
          </>
        )}
      </Loaded>
    </div>
  )
}

function Line({ one, aside }: { one: Sentence; aside: boolean }) {
  const tone = one.kind === 'trouble' ? styles.trouble : aside ? styles.aside : undefined
  return (
    <li className={tone}>
      <span className={styles.at}>{one.at && <Moment at={one.at} />}</span>
      <span className={styles.text}>{one.text}</span>
    </li>
  )
}
