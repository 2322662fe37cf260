import { type OperatorContext, operator } from '@secrule/program'
import { readAddress } from './ip-address.js'
import { listingText } from './rbl-listing.js'

const words = new Uint32Array(4)

/**
 * @rbl: waits for DNS. Without a resolver, and for a value that makes no host name, it does not match. Captures the
 * message text, in which the key of Project Honey Pot never stands, or what the dialect says instead.
 */
export const rbl = operator<string>({
  name: 'rbl',
  summary: 'True when a DNS block list has an entry for the value.',
  example: 'SecRule REMOTE_ADDR "@rbl zen.spamhaus.org" "id:1,phase:1,deny,capture,msg:\'%{TX.0}\'"',
  engines:
    'ModSecurity 3 captures the value; Coraza does not reverse addresses, and captures the TXT record, which TX:httpbl_msg gets too.',
  argument: 'required',
  macros: false,
  logName: 'Rbl',
  compile: (argument) => argument.trim(),
  run: (zone, value, context) => {
    const { transaction, target } = context
    const { resolver } = transaction.services
    if (resolver === null) {
      transaction.debug(3, () => 'rbl: there is no resolver, so nothing is looked up')
      return false
    }
    const { reversesAddresses, rblCapture } = transaction.dialect
    let name = `${reversesAddresses && isFour(value) ? value.split('.').reverse().join('.') : value}.${zone}`
    const shown = name
    if (reversesAddresses && /httpbl\.org/i.test(zone)) {
      const key = transaction.settings.httpBlKey
      if (key === null || key === '') {
        transaction.debug(3, () => 'rbl: httpbl.org needs SecHttpBlKey')
        return false
      }
      name = `${key}.${name}`
    }
    // what cannot be a host name has no entry
    if (name.length > 253 || !/^[\w-]{1,63}(?:\.[\w-]{1,63})*\.?$/.test(name)) return false
    return resolver.resolve4(name).then(
      (addresses) => {
        const [answer] = addresses
        if (answer === undefined) return false
        if (rblCapture === 'record') return captureRecord(name, context)
        const text = listingText(zone, answer)
        const message = `RBL lookup of ${shown} succeeded at ${target}${text === '' ? '' : ` (${text})`}.`
        context.captureText(0, rblCapture === 'value' ? value : message)
        return true
      },
      () => context.error('rbl-failed'),
    )
  },
})

/** What Coraza keeps of a name that is listed: its first TXT record. The name stays listed where there is none. */
async function captureRecord(name: string, context: OperatorContext): Promise<true> {
  const { transaction } = context
  try {
    const records = await transaction.services.resolver?.resolveTxt?.(name)
    const text = records?.[0]
    if (text === undefined) transaction.debug(3, () => `rbl: ${name} has no TXT record, so nothing is captured`)
    else {
      transaction.tx.set('httpbl_msg', text)
      context.captureText(0, text)
    }
  } catch {
    transaction.debug(3, () => `rbl: the TXT record of ${name} could not be asked for, so nothing is captured`)
  }
  return true
}

function isFour(value: string): boolean {
  return value.indexOf(':') < 0 && readAddress(value, words) === 4
}
