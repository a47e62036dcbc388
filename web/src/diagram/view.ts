/** What part of a drawing is seen: all of it where it can be read so, else its beginning. Pure. */
import { HEIGHT, type Laid, type Spot, WIDTH } from './layout'

export type Seen = { x: number; y: number; zoom: number }
/** Where it is seen; the overview covers the lowest `foot` pixels of it. */
export type Frame = { width: number; height: number; foot?: number }

const READABLE = 0.7
const LARGEST = 1
const CLOSE = 0.9
export const SMALLEST = 0.2
const EDGE = { left: 56, right: 72, top: 60, bottom: 32 }
const LOWEST = 264
const HIGHEST = 560

/** As high as what is drawn, within bounds. */
export function heightFor(laid: Laid, width: number, foot = 0): number {
  const across = acrossFor(laid, width)
  const zoom = across < READABLE ? CLOSE : Math.min(LARGEST, across)
  const wanted = laid.height * zoom + EDGE.top + EDGE.bottom + foot
  return Math.round(Math.min(HIGHEST, Math.max(LOWEST, wanted)))
}

export function beginning(laid: Laid, frame: Frame): Seen {
  if (zoomFor(laid, frame) >= READABLE) return whole(laid, frame)
  const first = laid.spots[0]
  const middle = ((first?.y ?? 0) + HEIGHT / 2) * CLOSE
  const high = laid.height * CLOSE
  const room = frame.height - (frame.foot ?? 0)
  const y = high <= room - EDGE.top ? (room - high) / 2 : room / 2 - middle
  return { zoom: CLOSE, x: 24, y }
}

export function whole(laid: Laid, frame: Frame): Seen {
  const zoom = Math.max(SMALLEST, zoomFor(laid, frame))
  return {
    zoom,
    x: Math.max(EDGE.left, (frame.width - laid.width * zoom) / 2),
    y: Math.max(EDGE.top, (frame.height - laid.height * zoom) / 2),
  }
}

/** The same, moved as far as a module and what is beside it need to be seen. */
export function including(seen: Seen, spot: Spot, frame: Frame): Seen {
  const { zoom } = seen
  const beside = Math.min(WIDTH * 0.5 * zoom, Math.max(0, frame.width - WIDTH * zoom) / 2)
  return {
    zoom,
    x: shifted(seen.x, spot.x * zoom, WIDTH * zoom, frame.width, beside),
    y: shifted(seen.y, spot.y * zoom, HEIGHT * zoom, frame.height - (frame.foot ?? 0), 8),
  }
}

function shifted(at: number, start: number, long: number, room: number, beside: number): number {
  if (at + start < beside) return beside - start
  if (at + start + long > room - beside) return room - beside - long - start
  return at
}

function zoomFor(laid: Laid, frame: Frame): number {
  const down = (frame.height - EDGE.top - EDGE.bottom) / Math.max(1, laid.height)
  return Math.min(LARGEST, acrossFor(laid, frame.width), down)
}

function acrossFor(laid: Laid, width: number): number {
  return (width - EDGE.left - EDGE.right) / Math.max(1, laid.width)
}
