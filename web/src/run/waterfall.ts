/** Modules and calls of a run on one line of time, each with what it waited. Pure. */
import type { Call, RunModule } from '../api/generated'

export type Bar = {
  key: string
  module: number
  label: string
  kind: 'module' | 'call'
  /** Thousandths of the whole at which it began to wait, began, and ended. */
  from: number
  began: number
  to: number
  /** In seconds since the run began. */
  at: number
  seconds: number
  waited: number
  trouble: boolean
  operations?: number
  call?: Call
}

export type Span = { began: number; ended: number }

const WHOLE = 1000
const THIN = 2 // thousandths: a bar that is shorter is drawn so

/** From the run's begin to its end, or to the last that is known of it; in milliseconds. */
export function spanOf(
  began: string,
  ended: string | null,
  modules: readonly RunModule[],
  calls: readonly Call[],
): Span {
  const from = Date.parse(began)
  const ends = [
    ended ? Date.parse(ended) : from,
    ...modules.map((module) => (module.ended_at ? Date.parse(module.ended_at) : from)),
    ...calls.map((call) => Date.parse(call.at) + call.seconds * 1000),
  ]
  return { began: from, ended: Math.max(...ends, from + 1) }
}

/** A bar for each module that did something, and beneath it one for each of its calls. */
export function barsOf(span: Span, modules: readonly RunModule[], calls: readonly Call[]): Bar[] {
  return modules
    .filter((module) => module.began_at !== null)
    .flatMap((module) => [
      moduleBar(span, module),
      ...calls.filter((call) => call.module === module.id).map((call) => callBar(span, call)),
    ])
}

function moduleBar(span: Span, module: RunModule): Bar {
  const began = Date.parse(module.began_at ?? '')
  return {
    key: `module-${module.id}`,
    module: module.id,
    label: module.label,
    kind: 'module',
    ...placed(span, began, began, Date.parse(module.ended_at ?? '')),
    waited: module.waited_seconds,
    trouble: module.failed > 0,
    operations: module.operations,
  }
}

function callBar(span: Span, call: Call): Bar {
  const began = Date.parse(call.at)
  return {
    key: `call-${call.id}`,
    module: call.module,
    label: `${call.method} ${call.path}`,
    kind: 'call',
    ...placed(span, began - call.waited_seconds * 1000, began, began + call.seconds * 1000),
    waited: call.waited_seconds,
    trouble: call.status === null || call.status >= 400,
    call,
  }
}

function placed(span: Span, from: number, began: number, ended: number) {
  const share = (at: number) =>
    Math.min(WHOLE, Math.max(0, ((at - span.began) / (span.ended - span.began)) * WHOLE))
  const start = Math.min(share(began), WHOLE - THIN)
  return {
    from: Math.min(share(from), start),
    began: start,
    to: Math.max(share(ended), start + THIN),
    at: Math.max(0, (from - span.began) / 1000),
    seconds: Math.max(0, (ended - began) / 1000),
  }
}

/** Round marks for the line of time, in seconds: at most six. */
export function ticksOf({ began, ended }: Span): number[] {
  const whole = (ended - began) / 1000
  const rough = whole / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough
  const ticks: number[] = []
  for (let at = 0; at <= whole * 1.0001; at += step) ticks.push(Number(at.toPrecision(6)))
  return ticks
}

/** Whether limits were waited for, so that the sign for it needs a word. */
export function anyWaits(bars: readonly Bar[]): boolean {
  return bars.some((bar) => bar.kind === 'call' && bar.waited >= 0.005)
}
