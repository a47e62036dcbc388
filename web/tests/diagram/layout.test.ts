import { expect, test } from 'vitest'
import { HEIGHT, laidOut, type Spot, WIDTH } from '../../src/diagram/layout'
import { neighbour } from '../../src/diagram/neighbours'
import { grown, router, step, steps } from './documents'

function at(spots: readonly Spot[], id: number): Spot {
  const found = spots.find((spot) => spot.step?.id === id)
  if (!found) throw new Error(`no module ${id}`)
  return found
}

test('modules that follow each other stand side by side', () => {
  const { spots } = laidOut(steps(step(1), step(2), step(3)))
  expect(new Set(spots.map((spot) => spot.y)).size).toBe(1)
  expect(at(spots, 2).x).toBeGreaterThan(at(spots, 1).x + WIDTH)
  expect(at(spots, 3).x - at(spots, 2).x).toBe(at(spots, 2).x - at(spots, 1).x)
})

test('routes stand below each other in their order, whatever the ids of their modules', () => {
  const { spots } = laidOut(steps(step(1), router(2, [step(20)], [step(3)], [step(11), step(4)])))
  expect(at(spots, 20).y).toBeLessThan(at(spots, 3).y)
  expect(at(spots, 3).y).toBeLessThan(at(spots, 11).y)
  expect(at(spots, 11).y).toBe(at(spots, 4).y)
})

test('routes begin right behind their router', () => {
  const { spots } = laidOut(steps(router(1, [step(2)], [step(3), step(4), step(5)])))
  expect(at(spots, 2).x).toBe(at(spots, 3).x)
})

test('nothing stands on anything else, and each module is right of the one before', () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const { spots } = laidOut(steps(...grown(40, seed)))
    for (const [order, one] of spots.entries()) {
      for (const other of spots.slice(order + 1)) {
        const apart = Math.abs(one.x - other.x) >= WIDTH || Math.abs(one.y - other.y) >= HEIGHT
        expect(apart, `seed ${seed}: ${one.key} on ${other.key}`).toBe(true)
      }
      const from = one.entry?.from
      if (from) expect(one.x).toBeGreaterThan(at(spots, from.id).x + WIDTH)
    }
  }
})

test('every line of routes keeps its order at any depth', () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const { spots } = laidOut(steps(...grown(40, seed)))
    for (const { step: one } of spots) {
      const firsts = (one?.routes ?? []).map((route) => at(spots, route.steps[0]?.id ?? 0).y)
      expect(firsts).toEqual(firsts.toSorted((a, b) => a - b))
    }
  }
})

test('what stands on a link has room between the modules', () => {
  const filter = { name: 'Only what is worth more than a hundred', conditions: [] }
  const { spots } = laidOut(steps(step(1), step(2, 'books.create', { filter })))
  const second = at(spots, 2)
  const link = second.entry
  if (!link) throw new Error('no link')
  const left = second.x + link.x - link.width / 2
  expect(left).toBeGreaterThan(at(spots, 1).x + WIDTH)
  expect(left + link.width).toBeLessThan(second.x)
})

test('a route without modules has a place for its first', () => {
  const { spots } = laidOut(steps(router(1, [step(2)], [])))
  const [empty] = spots.filter((spot) => !spot.step)
  expect(empty?.entry?.place).toEqual({ after: 0, router: 1, route: 1 })
})

test('a module can be added at every link and at every end, but not behind a router', () => {
  const { spots } = laidOut(steps(step(1), router(2, [step(3)], [step(4)])))
  expect(spots.map((spot) => spot.entry?.place)).toEqual([
    { after: 0 },
    { after: 1 },
    { after: 0, router: 2, route: 0 },
    { after: 0, router: 2, route: 1 },
  ])
  expect(spots.map((spot) => spot.end)).toEqual([
    undefined,
    undefined,
    { after: 3, router: 2, route: 0 },
    { after: 4, router: 2, route: 1 },
  ])
})

test('nothing stands before a trigger', () => {
  const { spots } = laidOut(steps(step(1, 'shop.watch'), step(2)))
  expect(spots.map((spot) => spot.entry?.place)).toEqual([undefined, { after: 1 }])
})

test('arrows lead along the links, and from route to route', () => {
  const { spots } = laidOut(steps(step(1), router(2, [step(3), step(5)], [step(4)])))
  const from = (id: number, way: Parameters<typeof neighbour>[2]) =>
    neighbour(spots, at(spots, id), way)?.step?.id
  expect(from(1, 'right')).toBe(2)
  expect(from(2, 'right')).toBe(3)
  expect(from(3, 'left')).toBe(2)
  expect(from(3, 'down')).toBe(4)
  expect(from(4, 'up')).toBe(3)
  expect(from(1, 'left')).toBeUndefined()
  expect(from(4, 'first')).toBe(1)
  expect(from(1, 'last')).toBe(4)
})

test('three hundred modules are laid out', () => {
  const { spots } = laidOut(steps(...grown(300, 7)))
  expect(spots.length).toBeGreaterThanOrEqual(300)
})
