/** What went wrong, in its own words: a sentence, and the place in the text that it is about. */
import styles from './Run.module.css'

export function Said({ text }: { text: string }) {
  const [sentence = '', ...place] = text.split('\n')
  return (
    <div className={styles.words}>
      <p>{sentence}</p>
      {place.length > 0 && <pre className={styles.place}>{place.join('\n')}</pre>}
    </div>
  )
}
