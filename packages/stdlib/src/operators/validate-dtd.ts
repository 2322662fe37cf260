import { toBytes } from '@secrule/body'
import { isDiagnostic, operator } from '@secrule/program'
import { failsValidation, type XmlSchema, type XmlSchemaFile } from './xml-validation.js'

/** @validateDTD. The value does not count: the whole XML body of the request is validated. */
export const validateDTD = operator<XmlSchemaFile, XmlSchema>({
  name: 'validateDTD',
  summary: 'True when the XML body does not conform to a DTD, or is not well formed, or the DTD cannot be used.',
  example:
    'SecRule REQUEST_HEADERS:Content-Type "@beginsWith text/xml" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"\n' +
    'SecRule XML "@validateDTD order.dtd" "id:2,phase:2,deny"',
  engines: 'Coraza lacks it.',
  argument: 'required',
  macros: false,
  logName: 'ValidateDTD',
  compile: (argument, span, context) => {
    const name = argument.trim()
    const file = context.readFile(name, span)
    return isDiagnostic(file) ? file : { name, text: file.text }
  },
  needs: () => ['xml'],
  link: ({ name, text }) => ({ kind: 'DTD', name, bytes: toBytes(text) }),
  run: (dtd, _, context) => failsValidation(dtd, context, (document, bytes, name) => document.validateDtd(bytes, name)),
})
