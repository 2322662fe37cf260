import { readFileSync } from 'node:fs'

interface Attribute {
  readonly type: string
  readonly array?: boolean
  readonly required?: boolean
  readonly enum?: readonly string[]
}

interface Schema {
  readonly class: Readonly<Record<string, Attribute>>
  readonly objects: Readonly<
    Record<
      string,
      {
        readonly attributes: Readonly<Record<string, Attribute>>
        readonly constraints?: { readonly at_least_one?: readonly string[] }
      }
    >
  >
}

const schema = JSON.parse(readFileSync('test/logs/ocsf-1.5.0.json', 'utf8')) as Schema

/** What of an event is not as OCSF 1.5.0 has it, by the facts in test/logs/ocsf-1.5.0.json. */
export function ocsfFaults(event: Readonly<Record<string, unknown>>): string[] {
  const faults = objectFaults(event, schema.class, 'event')
  const { type_uid: type, class_uid: kind, activity_id: activity } = event
  if (type !== Number(kind) * 100 + Number(activity)) faults.push('type_uid is not class_uid * 100 + activity_id')
  return faults
}

function objectFaults(
  value: Readonly<Record<string, unknown>>,
  attributes: Readonly<Record<string, Attribute>>,
  path: string,
): string[] {
  const faults = Object.entries(value).flatMap(([name, member]) => {
    const attribute = attributes[name]
    if (attribute === undefined) return [`${path}.${name} is not in the schema`]
    return attributeFaults(member, attribute, `${path}.${name}`)
  })
  const missing = Object.entries(attributes).filter(([name, { required }]) => required && value[name] === undefined)
  return [...faults, ...missing.map(([name]) => `${path}.${name} is missing`)]
}

function attributeFaults(value: unknown, attribute: Attribute, path: string): string[] {
  if (!attribute.array) return valueFaults(value, attribute, path)
  if (!Array.isArray(value)) return [`${path} is not a list`]
  return value.flatMap((each, place) => valueFaults(each, attribute, `${path}[${place}]`))
}

function valueFaults(value: unknown, { type, enum: allowed }: Attribute, path: string): string[] {
  const object = schema.objects[type]
  if (object !== undefined) {
    if (typeof value !== 'object' || value === null) return [`${path} is not an object`]
    const some = object.constraints?.at_least_one ?? []
    const faults = objectFaults(value as Record<string, unknown>, object.attributes, path)
    return some.length > 0 && !some.some((name) => name in value)
      ? [...faults, `${path} has none of ${some.join(', ')}`]
      : faults
  }
  if (allowed !== undefined && !allowed.includes(String(value)))
    return [`${path} is ${value}, which is not in the schema`]
  switch (type) {
    case 'json_t':
    case 'object':
      return []
    case 'boolean_t':
      return typeof value === 'boolean' ? [] : [`${path} is not true or false`]
    case 'integer_t':
    case 'long_t':
    case 'timestamp_t':
      return Number.isSafeInteger(value) ? [] : [`${path} is not a whole number`]
    case 'port_t':
      return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536 ? [] : [`${path} is not a port`]
    case 'ip_t':
      return typeof value === 'string' && /^[0-9a-f:.]+$/i.test(value) ? [] : [`${path} is not an address`]
    case 'string_t':
    case 'url_t':
    case 'hostname_t':
      return typeof value === 'string' ? [] : [`${path} is not a text`]
    default:
      return [`${path} has the unknown type ${type}`]
  }
}
