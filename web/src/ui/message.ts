/** The first line of a message is a sentence; the lines after it show the place it is about. */
export function sentenceOf(message: string): string {
  return message.split('\n', 1)[0] ?? ''
}
