import type { Figures } from './figures'
import type { Place } from './places'
import type { Step } from './steps'

/** What the diagram and the outline are given; what may not be done has no function. */
export type FlowProps = {
  steps: readonly Step[]
  /** What a run did: bubbles are shown. */
  figures?: Figures
  /** The id of the module whose details the page shows. */
  selected?: number
  /** `part` is "filter" where the filter on the link into the module was meant. */
  onSelect?: (id: number, part?: 'filter') => void
  onAdd?: (place: Place) => void
  onMove?: (id: number, place: Place) => void
  onRemove?: (id: number) => void
}
