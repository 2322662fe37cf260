import type { ActionDefinition } from '@secrule/program'
import { registry } from '../registry.js'
import { accuracy } from './accuracy.js'
import { allow } from './allow.js'
import { append } from './append.js'
import { auditlog } from './auditlog.js'
import { block } from './block.js'
import { capture } from './capture.js'
import { chain } from './chain.js'
import { ctl } from './ctl.js'
import { deny } from './deny.js'
import { deprecatevar } from './deprecatevar.js'
import { drop } from './drop.js'
import { exec } from './exec.js'
import { expirevar } from './expirevar.js'
import { id } from './id.js'
import { initcol } from './initcol.js'
import { log } from './log.js'
import { logdata } from './logdata.js'
import { marker } from './marker.js'
import { maturity } from './maturity.js'
import { msg } from './msg.js'
import { multiMatch } from './multi-match.js'
import { noauditlog } from './noauditlog.js'
import { nolog } from './nolog.js'
import { pass } from './pass.js'
import { pause } from './pause.js'
import { phase } from './phase.js'
import { prepend } from './prepend.js'
import { proxy } from './proxy.js'
import { redirect } from './redirect.js'
import { rev } from './rev.js'
import { sanitiseArg } from './sanitise-arg.js'
import { sanitiseMatched } from './sanitise-matched.js'
import { sanitiseMatchedBytes } from './sanitise-matched-bytes.js'
import { sanitiseRequestHeader } from './sanitise-request-header.js'
import { sanitiseResponseHeader } from './sanitise-response-header.js'
import { setenv } from './setenv.js'
import { setrsc } from './setrsc.js'
import { setsid } from './setsid.js'
import { setuid } from './setuid.js'
import { setvar } from './setvar.js'
import { severity } from './severity.js'
import { skip } from './skip.js'
import { skipAfter } from './skip-after.js'
import { status } from './status.js'
import { t } from './t.js'
import { tag } from './tag.js'
import { ver } from './ver.js'
import { xmlns } from './xmlns.js'

export const actions = registry<ActionDefinition>([
  accuracy,
  allow,
  append,
  auditlog,
  block,
  capture,
  chain,
  ctl,
  deny,
  deprecatevar,
  drop,
  exec,
  expirevar,
  id,
  initcol,
  log,
  logdata,
  marker,
  maturity,
  msg,
  multiMatch,
  noauditlog,
  nolog,
  pass,
  pause,
  phase,
  prepend,
  proxy,
  redirect,
  rev,
  sanitiseArg,
  sanitiseMatched,
  sanitiseMatchedBytes,
  sanitiseRequestHeader,
  sanitiseResponseHeader,
  setenv,
  setrsc,
  setsid,
  setuid,
  setvar,
  severity,
  skip,
  skipAfter,
  status,
  t,
  tag,
  ver,
  xmlns,
])
