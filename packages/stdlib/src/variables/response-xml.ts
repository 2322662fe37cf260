import { xmlVariable } from './xml-variable.js'

export const responseXml = xmlVariable({
  name: 'RESPONSE_XML',
  summary: 'Nodes of the XML response body that an XPath expression selects. Needs ctl:responseBodyProcessor=XML.',
  example: 'SecRule RESPONSE_XML:/* "@contains password" "id:1,phase:4,deny"',
  engines: 'Coraza declares it and never fills it; v2 and v3 reject it.',
  phase: 4,
  tree: ({ response }) => response.body.xml,
})
