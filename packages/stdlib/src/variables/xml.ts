import { xmlVariable } from './xml-variable.js'

export const xml = xmlVariable({
  name: 'XML',
  summary: 'Nodes of the XML request body that an XPath expression selects; alone it stands for the whole document.',
  example: 'SecRule XML:/* "@detectSQLi" "id:1,phase:2,deny,xmlns:soap=http://schemas.xmlsoap.org/soap/envelope/"',
  engines: 'Coraza supports XML:/* and XML://@* only, and gives each run of text as a value of its own.',
  phase: 2,
  tree: ({ request }) => request.body.xml,
})
