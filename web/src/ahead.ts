/** Asks for what a page will show as soon as its address is known, while its code is on the way. */
import { modulesOptions, runOptions, scenarioOptions } from './api/asked'
import { queries } from './api/client'
import { drawingOptions, NARROW } from './diagram/drawing'
import { ailingOptions, restOptions } from './scenarios/asked'
import type { Address } from './ui/address'

export function scenariosAhead(address: Address): void {
  void queries.prefetchQuery(ailingOptions(address))
  if (address.show !== 'ailing') void queries.prefetchInfiniteQuery(restOptions(address))
}

export function scenarioAhead({ id = '' }: Address): void {
  void queries.prefetchQuery(scenarioOptions(id))
  drawingAhead()
}

export function runAhead({ id = '' }: Address): void {
  void queries.prefetchQuery(runOptions(id))
  drawingAhead()
}

function drawingAhead(): void {
  void queries.prefetchQuery(modulesOptions())
  if (!window.matchMedia(NARROW).matches) void queries.prefetchQuery(drawingOptions)
}
