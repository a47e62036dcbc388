import { stale } from '../api/client'
import { type ConnectionFacts, verifyConnection } from '../api/generated'
import { OF_CONNECTIONS } from '../api/told'
import { Trouble } from '../api/trouble'
import { sayTrouble, useDoing } from '../ui/said'

/** Asks the service whether a connection works. What it found is told, well or not. */
export function useVerify(connection: ConnectionFacts) {
  return useDoing(
    async () => (await verifyConnection({ path: { connection_id: connection.id } })).data,
    {
      stale: OF_CONNECTIONS,
      said: (told) =>
        told.connection.state === 'ok'
          ? `${told.connection.name} works.`
          : `${told.connection.name}: ${told.connection.reason}`,
      // What does not work was judged meanwhile: its state is another one now.
      failed: (error) => {
        void stale(...OF_CONNECTIONS)
        const { status, detail } = Trouble.of(error)
        sayTrouble(new Trouble(status, `${connection.name} does not work`, detail))
      },
    },
  )
}
