import { xmlVariable } from './xml-variable.js'

export const requestXml = xmlVariable({
  name: 'REQUEST_XML',
  summary: 'Another name of XML.',
  example: 'SecRule REQUEST_XML://@* "@contains script" "id:1,phase:2,deny"',
  engines: 'Coraza alone has this name.',
  phase: 2,
  tree: ({ request }) => request.body.xml,
})
