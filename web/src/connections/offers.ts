import type { ConsentTrouble, Offer } from '../api/generated'

const AGAIN: Offer = { what: 'again', said: 'Begin once more whenever you like.' }

/** The ways out, best first; there is always one. */
export function offersOf(trouble: ConsentTrouble): ReadonlyArray<Offer> {
  const offers = trouble.offers ?? []
  return offers.length > 0 ? offers : [AGAIN]
}
