import { expect, test } from 'vitest'
import { HEIGHT, type Laid, laidOut, WIDTH } from '../../src/diagram/layout'
import {
  beginning,
  type Frame,
  heightFor,
  including,
  type Seen,
  whole,
} from '../../src/diagram/view'
import { router, step, steps } from './documents'

const FEW = laidOut(steps(step(1), step(2), router(3, [step(4)], [step(5)])))
const MANY = laidOut(steps(...Array.from({ length: 40 }, (_, at) => step(at + 1))))

function frame(laid: Laid, width: number): Frame {
  return { width, height: heightFor(laid, width) }
}

function isSeen(seen: Seen, { x, y }: { x: number; y: number }, { width, height }: Frame): boolean {
  const left = seen.x + x * seen.zoom
  const top = seen.y + y * seen.zoom
  return (
    left >= 0 && left + WIDTH * seen.zoom <= width && top >= 0 && top + HEIGHT * seen.zoom <= height
  )
}

test('a few modules are seen whole, in the middle and not enlarged', () => {
  const room = frame(FEW, 1180)
  const seen = beginning(FEW, room)
  expect(seen.zoom).toBe(1)
  expect(FEW.spots.every((spot) => isSeen(seen, spot, room))).toBe(true)
})

test('of many modules the first are seen, large enough to be read', () => {
  const room = frame(MANY, 1180)
  const seen = beginning(MANY, room)
  expect(seen.zoom).toBeGreaterThanOrEqual(0.7)
  const shown = MANY.spots.filter((spot) => isSeen(seen, spot, room))
  expect(shown[0]).toBe(MANY.spots[0])
  expect(shown.length).toBeGreaterThan(4)
})

test('all of them are seen when somebody wants to', () => {
  const room = frame(MANY, 1600)
  const seen = whole(MANY, room)
  expect(seen.zoom).toBeLessThan(0.7)
  expect(seen.zoom).toBeGreaterThanOrEqual(0.2)
})

test.each([1180, 700, 320])('any module can be brought into sight %i pixels wide', (width) => {
  const room = frame(MANY, width)
  const seen = beginning(MANY, room)
  for (const spot of MANY.spots) {
    expect(isSeen(including(seen, spot, room), spot, room), `module ${spot.key}`).toBe(true)
  }
})

test('what is seen already stays where it is', () => {
  const room = frame(FEW, 1180)
  const seen = beginning(FEW, room)
  for (const spot of FEW.spots) expect(including(seen, spot, room)).toEqual(seen)
})

test('a drawing is neither a slit nor a wall', () => {
  expect(heightFor(laidOut(steps(step(1))), 1180)).toBeGreaterThan(250)
  const wall = Array.from({ length: 12 }, (_, at) => [step(at + 2)])
  expect(heightFor(laidOut(steps(router(1, ...wall))), 1180)).toBe(560)
})
