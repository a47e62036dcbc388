/** The way to a connection, step by step; on a page of its own and wherever one is needed. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import {
  addConnection,
  type ConnectionFacts,
  type Guide,
  type RegistrationFacts,
  showConnection,
} from '../api/generated'
import {
  listGuidesOptions,
  listRegistrationsOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { NeedsRegistration } from '../registrations/NeedsRegistration'
import { Loaded } from '../ui/Loaded'
import { sayTrouble } from '../ui/said'
import { AppChoice } from './AppChoice'
import styles from './Connections.module.css'
import { Consent } from './Consent'
import { NameAndPermissions, type Wanted } from './NameAndPermissions'
import { OrganisationChoice } from './OrganisationChoice'
import { placeOf } from './places'
import { Steps } from './Steps'
import { useConsent } from './useConsent'

type WizardProps = {
  app?: string
  /** Names of the modules that are to work over it; those in use where there are none. */
  modules?: ReadonlyArray<string>
  onApp?: (app: string) => void
  onDone: (connection: ConnectionFacts) => void
  onCancel: () => void
}

export function Wizard(props: WizardProps) {
  const guides = useQuery(listGuidesOptions())
  const registrations = useQuery(listRegistrationsOptions())
  return (
    <Loaded query={guides}>
      {({ items }) => (
        <Loaded query={registrations}>
          {(all) => <Way {...props} guides={items} registrations={all.items} />}
        </Loaded>
      )}
    </Loaded>
  )
}

type WayProps = WizardProps & {
  guides: ReadonlyArray<Guide>
  registrations: ReadonlyArray<RegistrationFacts>
}

function Way({ app: given = '', modules = [], onApp, onDone, onCancel, ...all }: WayProps) {
  const [picked, setPicked] = useState('')
  const [through, setThrough] = useState('')
  const [wanted, setWanted] = useState<Wanted>({ name: '' })
  const [made, setMade] = useState<ConnectionFacts>()
  const app = given || picked || (all.guides.length === 1 ? (all.guides[0]?.app ?? '') : '')
  const guide = all.guides.find((one) => one.app === app)
  const ours = all.registrations.filter((one) => one.app === app)
  const registration =
    ours.find((one) => one.id === through) ?? ours.find((one) => one.usual) ?? ours[0]

  const arrived = (connection: ConnectionFacts) =>
    reached(connection).length > 1 ? setMade(connection) : onDone(connection)
  const consent = useConsent(
    async (scopes) => {
      const asked = scopes ?? wanted.scopes
      const body = {
        app,
        name: wanted.name,
        registration_id: registration?.id ?? '',
        ...(modules.length > 0 && { modules: [...modules] }),
        ...(asked && { scopes: asked }),
      }
      return (await addConnection({ body })).data
    },
    (facts) => {
      showConnection({ path: { connection_id: facts.connection_id ?? '' } })
        .then(({ data }) => arrived(data.connection))
        .catch(sayTrouble)
    },
  )
  const place = placeOf({
    app: guide ? app : '',
    registered: registration !== undefined,
    begun: consent.facts !== undefined || consent.error !== null,
    done: made !== undefined,
  })
  const box = useFollowed(place)
  return (
    <div className={styles.wizard} ref={box} tabIndex={-1}>
      <Steps at={place} called={guide?.called ?? ''} />
      {place === 'app' && (
        <AppChoice
          guides={all.guides}
          onPick={(name) => {
            setPicked(name)
            onApp?.(name)
          }}
        />
      )}
      {place === 'register' && guide && (
        <NeedsRegistration guide={guide} onDone={(one) => setThrough(one.id)} onCancel={onCancel} />
      )}
      {place === 'name' && guide && registration && (
        <NameAndPermissions
          guide={guide}
          registration={registration}
          registrations={ours}
          onThrough={setThrough}
          modules={modules}
          wanted={wanted}
          onChange={setWanted}
          saving={consent.asking}
          onSave={() => consent.begin()}
          onCancel={onCancel}
        />
      )}
      {place === 'sign' && (
        <Consent
          consent={consent}
          label={guide?.label ?? app}
          registration={registration}
          onCancel={consent.forget}
        />
      )}
      {place === 'organisations' && made && (
        <OrganisationChoice connection={made} onDone={onDone} />
      )}
    </div>
  )
}

/** Moves the focus along: the button that led to a step is gone once the step is there. */
function useFollowed(place: string) {
  const box = useRef<HTMLDivElement>(null)
  const before = useRef('')
  useEffect(() => {
    const [here, first] = [box.current, before.current === '']
    if (!first && before.current !== place) here?.focus()
    // A dialog looked for what to focus before the first step was there.
    if (first && here?.closest('[role=dialog]')) {
      const wanted = here.querySelector<HTMLElement>('[data-autofocus]') ?? here
      wanted.focus()
    }
    before.current = place
  }, [place])
  return box
}

export function reached(connection: ConnectionFacts) {
  return connection.organisations.filter((one) => one.reached)
}
