/** What the list of scenarios asks for, by its address. */
import type { ScenarioPage } from '../api/generated'
import {
  listScenariosInfiniteOptions,
  listScenariosOptions,
} from '../api/generated/@tanstack/react-query.gen'
import type { Address } from '../ui/address'

const PAGE = 100
const MOST = 200

export const ailingOptions = (address: Address) =>
  listScenariosOptions({ query: { ...narrowed(address), ailing: true, limit: MOST } })

export const restOptions = (address: Address) => ({
  ...listScenariosInfiniteOptions({ query: { ...narrowed(address), ailing: false, limit: PAGE } }),
  initialPageParam: '',
  // Several pages that are known are asked for anew whoever asks, the link to the list too.
  getNextPageParam: (page: ScenarioPage) => page.next ?? undefined,
})

function narrowed({ search, show }: Address) {
  return {
    ...(search ? { name: search } : {}),
    ...(show === 'on' || show === 'off' ? { on: show === 'on' } : {}),
  }
}
