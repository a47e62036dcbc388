/** Takes a scenario's file in, and says what is wrong with it and at which line. */
import { Alert, Button, FileButton, Group, Modal, Textarea } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { FileUp, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { importScenario } from '../api/generated'
import { OF_SCENARIOS } from '../api/told'
import { Trouble } from '../api/trouble'
import { useDoing } from '../ui/said'
import { linesOf } from './lines'
import styles from './Scenarios.module.css'

const LONGEST = 256 * 1024 // characters, as the server takes them

export function ImportScenario({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Import a scenario" size="lg">
      <Taking onClose={onClose} />
    </Modal>
  )
}

function Taking({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const taking = useImport(text)
  const trouble = taking.error ? Trouble.of(taking.error) : null
  const taken = trouble?.remedy === 'NameIsTaken'
  const write = (next: string) => {
    setText(next)
    taking.reset()
  }
  return (
    <>
      <Group justify="space-between" mb="xs">
        <span className="muted">Choose the file, or paste what it holds.</span>
        <FileButton
          accept=".yaml,.yml,.json,text/yaml,application/json"
          onChange={(file) => void file?.text().then((held) => write(held.slice(0, LONGEST + 1)))}
        >
          {(props) => (
            <Button {...props} variant="default" leftSection={<FileUp size={16} aria-hidden />}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        label="The file (YAML or JSON)"
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
        minRows={12}
        maxRows={20}
        autosize
        spellCheck={false}
        data-autofocus
      />
      {trouble && <Faults trouble={trouble} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          onClick={() => taking.mutate(taken ? 'version' : 'fail')}
          loading={taking.isPending}
          disabled={!text.trim()}
        >
          {taken ? 'Save as its new version' : 'Import'}
        </Button>
      </Group>
    </>
  )
}

function useImport(text: string) {
  const navigate = useNavigate()
  return useDoing(
    (if_exists: 'fail' | 'version') => importScenario({ body: { text, if_exists } }),
    {
      stale: OF_SCENARIOS,
      said: ({ data }) =>
        data.faults.length
          ? `${data.name} is imported as a draft: its page says what is missing.`
          : `${data.name} is imported; it is ${data.on ? 'on' : 'off'}.`,
      done: ({ data }) => void navigate({ to: '/scenarios/$id', params: { id: data.id } }),
      failed: () => undefined,
    },
  )
}

function Faults({ trouble }: { trouble: Trouble }) {
  const lines = linesOf(trouble)
  return (
    <Alert
      mt="sm"
      color="red"
      variant="light"
      icon={<TriangleAlert size={18} aria-hidden />}
      title={lines.length ? 'It cannot be imported as it is' : trouble.title}
      role="alert"
    >
      {lines.length === 0 && trouble.detail}
      {lines.map((each) => (
        <div key={each.said}>
          {each.line > 0 && <span className={styles.line}>Line {each.line}: </span>}
          {each.said}
        </div>
      ))}
    </Alert>
  )
}
