/** What went wrong, in its own words: a sentence, and the place in the text that it is about. */
import styles from './Message.module.css'
import { sentenceOf } from './message'

export function Message({ text }: { text: string }) {
  const sentence = sentenceOf(text)
  const place = text.slice(sentence.length + 1)
  return (
    <div className={styles.words}>
      <p>{sentence}</p>
      {place && <pre className={styles.place}>{place}</pre>}
    </div>
  )
}
