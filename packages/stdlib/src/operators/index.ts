import type { OperatorDefinition } from '@secrule/program'
import { registry } from '../registry.js'
import { beginsWith } from './begins-with.js'
import { contains } from './contains.js'
import { containsWord } from './contains-word.js'
import { detectSQLi } from './detect-sqli.js'
import { detectXSS } from './detect-xss.js'
import { endsWith } from './ends-with.js'
import { eq } from './eq.js'
import { fuzzyHash } from './fuzzy-hash.js'
import { ge } from './ge.js'
import { geoLookup } from './geo-lookup.js'
import { gsbLookup } from './gsb-lookup.js'
import { gt } from './gt.js'
import { inspectFile } from './inspect-file.js'
import { ipMatch } from './ip-match.js'
import { ipMatchFromDataset } from './ip-match-from-dataset.js'
import { ipMatchFromFile } from './ip-match-from-file.js'
import { le } from './le.js'
import { lt } from './lt.js'
import { noMatch } from './no-match.js'
import { pm } from './pm.js'
import { pmFromDataset } from './pm-from-dataset.js'
import { pmFromFile } from './pm-from-file.js'
import { rbl } from './rbl.js'
import { restpath } from './restpath.js'
import { rsub } from './rsub.js'
import { rx } from './rx.js'
import { rxGlobal } from './rx-global.js'
import { streq } from './streq.js'
import { strmatch } from './strmatch.js'
import { unconditionalMatch } from './unconditional-match.js'
import { validateByteRange } from './validate-byte-range.js'
import { validateDTD } from './validate-dtd.js'
import { validateHash } from './validate-hash.js'
import { validateNid } from './validate-nid.js'
import { validateSchema } from './validate-schema.js'
import { validateUrlEncoding } from './validate-url-encoding.js'
import { validateUtf8Encoding } from './validate-utf8-encoding.js'
import { verifyCC } from './verify-cc.js'
import { verifyCPF } from './verify-cpf.js'
import { verifySSN } from './verify-ssn.js'
import { verifySVNR } from './verify-svnr.js'
import { within } from './within.js'

export const operators = registry<OperatorDefinition>([
  beginsWith,
  contains,
  containsWord,
  detectSQLi,
  detectXSS,
  endsWith,
  eq,
  fuzzyHash,
  ge,
  geoLookup,
  gsbLookup,
  gt,
  inspectFile,
  ipMatch,
  ipMatchFromFile,
  ipMatchFromDataset,
  le,
  lt,
  noMatch,
  pm,
  pmFromFile,
  pmFromDataset,
  rbl,
  restpath,
  rsub,
  rx,
  rxGlobal,
  streq,
  strmatch,
  unconditionalMatch,
  validateByteRange,
  validateDTD,
  validateHash,
  validateNid,
  validateSchema,
  validateUrlEncoding,
  validateUtf8Encoding,
  verifyCC,
  verifyCPF,
  verifySSN,
  verifySVNR,
  within,
])
