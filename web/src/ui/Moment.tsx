import { useEffect, useState } from 'react'
import { away, shortMoment, wholeMoment } from './figures'

const LOOK = 20_000

/** A moment in the reader's zone; with `relative` how far away it is. The whole of it is its title. */
export function Moment({ at, relative = false }: { at: string; relative?: boolean }) {
  const now = useNow(relative)
  return (
    <time dateTime={at} title={wholeMoment(at)} className="number">
      {relative ? away(at, now) : shortMoment(at, now)}
    </time>
  )
}

function useNow(ticking: boolean): Date {
  const [, look] = useState(0)
  useEffect(() => {
    if (!ticking) return
    const clock = setInterval(() => look((times) => times + 1), LOOK)
    return () => clearInterval(clock)
  }, [ticking])
  // Whatever is drawn is drawn now: a moment after the last look would lie in the future.
  return new Date()
}
