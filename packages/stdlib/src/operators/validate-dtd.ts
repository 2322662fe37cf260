import { toBytes } from '@secrule/body'
import { operator } from '@secrule/program'
import { failsValidation, type XmlSchemaFile } from './xml-validation.js'

/** @validateDTD. The value does not count: the whole XML body of the request is validated. */
export const validateDTD = operator<XmlSchemaFile>({
  name: 'validateDTD',
  summary: 'True when the XML body does not conform to a DTD, or is not well formed.',
  example:
    'SecRule REQUEST_HEADERS:Content-Type "@beginsWith text/xml" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"\n' +
    'SecRule XML "@validateDTD order.dtd" "id:2,phase:2,deny"',
  engines: 'Coraza lacks it.',
  argument: 'required',
  macros: false,
  logName: 'ValidateDTD',
  compile: (argument, span, context) => context.readFile(argument.trim(), span),
  needs: () => ['xml'],
  run: ({ path, text }, _, context) =>
    failsValidation(context, (document) => document.validateDtd(toBytes(text), path)),
})
