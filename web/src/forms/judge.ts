/** What is wrong with a value while it is typed. The server has the last word when it is saved. */
import type { FieldFacts } from './definition'
import { isMapped } from './expression'
import { DECIMAL, isBlank, NUMBERS } from './values'

/** What to correct, in a sentence that names the field; "" where nothing is wrong. */
export function judged(field: FieldFacts, value: unknown): string {
  const why = isBlank(value) ? missing(field) : isMapped(value) ? '' : wrong(field, value)
  return why && `${field.label}: ${why}`
}

function missing(field: FieldFacts): string {
  return field.required && isBlank(field.default) ? 'a value is required.' : ''
}

function wrong(field: FieldFacts, value: unknown): string {
  if (NUMBERS.has(field.kind)) return number(field, String(value).trim())
  if (field.kind === 'lines') return lines(field, value)
  if (typeof value === 'object' && value) return field.kind === 'texts' ? texts(field, value) : ''
  const text = String(value)
  if (field.kind === 'date' && !isDate(text)) return `“${text}” is no date; write 2010-12-31.`
  if (field.kind === 'moment' && Number.isNaN(Date.parse(text))) {
    return `“${text}” is no date and time.`
  }
  if (field.enum && !field.enum.includes(text)) {
    return `“${text}” is not one of ${field.enum.join(', ')}.`
  }
  if (field.kind === 'texts') return texts(field, text.split(','))
  return long(field, text) || shaped(field, text)
}

function number(field: FieldFacts, text: string): string {
  if (!DECIMAL.test(text)) return `“${text}” is not a number.`
  const value = Number(text)
  if (field.kind === 'integer' && !Number.isInteger(value)) return `${text} is not a whole number.`
  if (field.minimum !== undefined && value < Number(field.minimum)) {
    return `${text} is less than ${field.minimum}.`
  }
  if (field.maximum !== undefined && value > Number(field.maximum)) {
    return `${text} is more than ${field.maximum}.`
  }
  return ''
}

function lines(field: FieldFacts, value: unknown): string {
  const count = Array.isArray(value) ? value.length : 1
  if (count < (field.minItems ?? 0)) {
    return `at least ${field.minItems} ${field.minItems === 1 ? 'line is' : 'lines are'} needed.`
  }
  const most = field.maxItems
  return most && count > most ? `${count} are given, at most ${most} are allowed.` : ''
}

function texts(field: FieldFacts, value: object): string {
  const known = field.items?.enum?.map((one) => one.toLowerCase())
  if (!known || !Array.isArray(value)) return ''
  const strange = value.find((one) => !isMapped(one) && !known.includes(String(one).toLowerCase()))
  return strange === undefined ? '' : `“${strange}” is not one of ${field.items?.enum?.join(', ')}.`
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}(?:[T ]|$)/.test(text) && !Number.isNaN(Date.parse(text))
}

function long(field: FieldFacts, text: string): string {
  const count = [...text].length
  const most = field.maxLength
  return most !== undefined && count > most
    ? `${count} characters, at most ${most} are allowed.`
    : ''
}

function shaped(field: FieldFacts, text: string): string {
  if (!field.pattern) return ''
  try {
    const fits = new RegExp(`^(?:${field.pattern})$`, 'u').test(text)
    return fits ? '' : `“${text}” does not have the form ${field.pattern}.`
  } catch {
    return '' // a pattern that only the server can read
  }
}
