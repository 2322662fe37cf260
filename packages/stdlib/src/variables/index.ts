import type { VariableDefinition } from '@secrule/program'
import { registry } from '../registry.js'
import { args } from './args.js'
import { argsCombinedSize } from './args-combined-size.js'
import { argsGet } from './args-get.js'
import { argsGetNames } from './args-get-names.js'
import { argsNames } from './args-names.js'
import { argsPath } from './args-path.js'
import { argsPost } from './args-post.js'
import { argsPostNames } from './args-post-names.js'
import { authType } from './auth-type.js'
import { duration } from './duration.js'
import { env } from './env.js'
import { files } from './files.js'
import { filesCombinedSize } from './files-combined-size.js'
import { filesNames } from './files-names.js'
import { filesSizes } from './files-sizes.js'
import { filesTmpContent } from './files-tmp-content.js'
import { filesTmpnames } from './files-tmpnames.js'
import { fullRequest } from './full-request.js'
import { fullRequestLength } from './full-request-length.js'
import { geo } from './geo.js'
import { global } from './global.js'
import { highestSeverity } from './highest-severity.js'
import { inboundDataError } from './inbound-data-error.js'
import { ip } from './ip.js'
import { json } from './json.js'
import { matchedVar } from './matched-var.js'
import { matchedVarName } from './matched-var-name.js'
import { matchedVars } from './matched-vars.js'
import { matchedVarsNames } from './matched-vars-names.js'
import { modsecBuild } from './modsec-build.js'
import { mscPcreError } from './msc-pcre-error.js'
import { mscPcreLimitsExceeded } from './msc-pcre-limits-exceeded.js'
import { multipartBoundaryQuoted } from './multipart-boundary-quoted.js'
import { multipartBoundaryWhitespace } from './multipart-boundary-whitespace.js'
import { multipartCrlfLfLines } from './multipart-crlf-lf-lines.js'
import { multipartCrlfLine } from './multipart-crlf-line.js'
import { multipartDataAfter } from './multipart-data-after.js'
import { multipartDataBefore } from './multipart-data-before.js'
import { multipartFileLimitExceeded } from './multipart-file-limit-exceeded.js'
import { multipartFilename } from './multipart-filename.js'
import { multipartHeaderFolding } from './multipart-header-folding.js'
import { multipartInvalidHeaderFolding } from './multipart-invalid-header-folding.js'
import { multipartInvalidPart } from './multipart-invalid-part.js'
import { multipartInvalidQuoting } from './multipart-invalid-quoting.js'
import { multipartLfLine } from './multipart-lf-line.js'
import { multipartMissingSemicolon } from './multipart-missing-semicolon.js'
import { multipartName } from './multipart-name.js'
import { multipartPartHeaders } from './multipart-part-headers.js'
import { multipartStrictError } from './multipart-strict-error.js'
import { multipartUnmatchedBoundary } from './multipart-unmatched-boundary.js'
import { outboundDataError } from './outbound-data-error.js'
import { pathInfo } from './path-info.js'
import { perfAll } from './perf-all.js'
import { perfCombined } from './perf-combined.js'
import { perfGc } from './perf-gc.js'
import { perfLogging } from './perf-logging.js'
import { perfPhase1 } from './perf-phase1.js'
import { perfPhase2 } from './perf-phase2.js'
import { perfPhase3 } from './perf-phase3.js'
import { perfPhase4 } from './perf-phase4.js'
import { perfPhase5 } from './perf-phase5.js'
import { perfRules } from './perf-rules.js'
import { perfSread } from './perf-sread.js'
import { perfSwrite } from './perf-swrite.js'
import { queryString } from './query-string.js'
import { remoteAddr } from './remote-addr.js'
import { remoteHost } from './remote-host.js'
import { remotePort } from './remote-port.js'
import { remoteUser } from './remote-user.js'
import { reqbodyError } from './reqbody-error.js'
import { reqbodyErrorMsg } from './reqbody-error-msg.js'
import { reqbodyProcessor } from './reqbody-processor.js'
import { reqbodyProcessorError } from './reqbody-processor-error.js'
import { reqbodyProcessorErrorMsg } from './reqbody-processor-error-msg.js'
import { requestBasename } from './request-basename.js'
import { requestBody } from './request-body.js'
import { requestBodyLength } from './request-body-length.js'
import { requestCookies } from './request-cookies.js'
import { requestCookiesNames } from './request-cookies-names.js'
import { requestFilename } from './request-filename.js'
import { requestHeaders } from './request-headers.js'
import { requestHeadersNames } from './request-headers-names.js'
import { requestLine } from './request-line.js'
import { requestMethod } from './request-method.js'
import { requestProtocol } from './request-protocol.js'
import { requestUri } from './request-uri.js'
import { requestUriRaw } from './request-uri-raw.js'
import { requestXml } from './request-xml.js'
import { resBodyError } from './res-body-error.js'
import { resBodyErrorMsg } from './res-body-error-msg.js'
import { resBodyProcessor } from './res-body-processor.js'
import { resBodyProcessorError } from './res-body-processor-error.js'
import { resBodyProcessorErrorMsg } from './res-body-processor-error-msg.js'
import { resource } from './resource.js'
import { responseArgs } from './response-args.js'
import { responseBody } from './response-body.js'
import { responseContentLength } from './response-content-length.js'
import { responseContentType } from './response-content-type.js'
import { responseHeaders } from './response-headers.js'
import { responseHeadersNames } from './response-headers-names.js'
import { responseProtocol } from './response-protocol.js'
import { responseStatus } from './response-status.js'
import { responseXml } from './response-xml.js'
import { rule } from './rule.js'
import { scriptBasename } from './script-basename.js'
import { scriptFilename } from './script-filename.js'
import { scriptGid } from './script-gid.js'
import { scriptGroupname } from './script-groupname.js'
import { scriptMode } from './script-mode.js'
import { scriptUid } from './script-uid.js'
import { scriptUsername } from './script-username.js'
import { sdbmDeleteError } from './sdbm-delete-error.js'
import { serverAddr } from './server-addr.js'
import { serverName } from './server-name.js'
import { serverPort } from './server-port.js'
import { session } from './session.js'
import { sessionid } from './sessionid.js'
import { status } from './status.js'
import { statusLine } from './status-line.js'
import { streamInputBody } from './stream-input-body.js'
import { streamOutputBody } from './stream-output-body.js'
import { time } from './time.js'
import { timeDay } from './time-day.js'
import { timeEpoch } from './time-epoch.js'
import { timeHour } from './time-hour.js'
import { timeMin } from './time-min.js'
import { timeMon } from './time-mon.js'
import { timeSec } from './time-sec.js'
import { timeWday } from './time-wday.js'
import { timeYear } from './time-year.js'
import { tx } from './tx.js'
import { uniqueId } from './unique-id.js'
import { urlencodedError } from './urlencoded-error.js'
import { user } from './user.js'
import { useragentIp } from './useragent-ip.js'
import { userid } from './userid.js'
import { webappid } from './webappid.js'
import { webserverErrorLog } from './webserver-error-log.js'
import { xml } from './xml.js'

/** All variables. A table, hence its length. */
export const variables = registry<VariableDefinition>([
  args,
  argsCombinedSize,
  argsGet,
  argsGetNames,
  argsNames,
  argsPath,
  argsPost,
  argsPostNames,
  authType,
  duration,
  env,
  files,
  filesCombinedSize,
  filesNames,
  filesSizes,
  filesTmpnames,
  filesTmpContent,
  fullRequest,
  fullRequestLength,
  geo,
  global,
  highestSeverity,
  inboundDataError,
  ip,
  json,
  matchedVar,
  matchedVars,
  matchedVarsNames,
  matchedVarName,
  modsecBuild,
  mscPcreError,
  mscPcreLimitsExceeded,
  multipartBoundaryQuoted,
  multipartBoundaryWhitespace,
  multipartCrlfLfLines,
  multipartCrlfLine,
  multipartDataAfter,
  multipartDataBefore,
  multipartFilename,
  multipartFileLimitExceeded,
  multipartHeaderFolding,
  multipartInvalidHeaderFolding,
  multipartInvalidPart,
  multipartInvalidQuoting,
  multipartLfLine,
  multipartMissingSemicolon,
  multipartName,
  multipartPartHeaders,
  multipartStrictError,
  multipartUnmatchedBoundary,
  outboundDataError,
  pathInfo,
  perfAll,
  perfCombined,
  perfGc,
  perfLogging,
  perfPhase1,
  perfPhase2,
  perfPhase3,
  perfPhase4,
  perfPhase5,
  perfRules,
  perfSread,
  perfSwrite,
  queryString,
  remoteAddr,
  remoteHost,
  remotePort,
  remoteUser,
  reqbodyError,
  reqbodyErrorMsg,
  reqbodyProcessor,
  reqbodyProcessorError,
  reqbodyProcessorErrorMsg,
  requestBasename,
  requestBody,
  requestBodyLength,
  requestCookies,
  requestCookiesNames,
  requestFilename,
  requestHeaders,
  requestHeadersNames,
  requestLine,
  requestMethod,
  requestProtocol,
  requestUri,
  requestUriRaw,
  requestXml,
  resource,
  responseArgs,
  responseBody,
  responseContentLength,
  responseContentType,
  responseHeaders,
  responseHeadersNames,
  responseProtocol,
  responseStatus,
  responseXml,
  resBodyError,
  resBodyErrorMsg,
  resBodyProcessor,
  resBodyProcessorError,
  resBodyProcessorErrorMsg,
  rule,
  scriptBasename,
  scriptFilename,
  scriptGid,
  scriptGroupname,
  scriptMode,
  scriptUid,
  scriptUsername,
  sdbmDeleteError,
  serverAddr,
  serverName,
  serverPort,
  session,
  sessionid,
  status,
  statusLine,
  streamInputBody,
  streamOutputBody,
  time,
  timeDay,
  timeEpoch,
  timeHour,
  timeMin,
  timeMon,
  timeSec,
  timeWday,
  timeYear,
  tx,
  uniqueId,
  urlencodedError,
  user,
  useragentIp,
  userid,
  webappid,
  webserverErrorLog,
  xml,
])
