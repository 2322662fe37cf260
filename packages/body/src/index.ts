export type { Argument, ArgumentList } from './argument.js'
export { encodePoint, latin, toBytes, useLatin, utf8Bytes } from './byte-string.js'
export { chooseProcessor } from './choose-processor.js'
export type { JsonNaming } from './json/json-names.js'
export { type JsonOptions, JsonParser, type JsonResult } from './json/json-parser.js'
export type { FileHandle, FileStore, UploadedFiles, UploadStore } from './multipart/file-store.js'
export { type MultipartFlags, multipartFlagVariables, noMultipartFlags } from './multipart/multipart-flags.js'
export { type MultipartOptions, MultipartParser } from './multipart/multipart-parser.js'
export type {
  MultipartField,
  MultipartFile,
  MultipartResult,
  PartHeader,
  PartName,
} from './multipart/multipart-result.js'
export { percentDecode } from './percent-decode.js'
export { authType, basicUser } from './request/authorization.js'
export { type CookieOptions, parseCookies } from './request/cookies.js'
export { parseRequestLine, type RequestLine } from './request/request-line.js'
export { parseRequestTarget, type RequestTarget } from './request/request-target.js'
export { serverName } from './request/server-name.js'
export { sharedBytes } from './shared-bytes.js'
export { urlDecode } from './url-decode.js'
export { parseUrlEncoded } from './url-encoded.js'
export { type UrlEncodedOptions, UrlEncodedParser } from './url-encoded-parser.js'
export { checkXPath } from './xml/check-xpath.js'
export type {
  XmlDocument,
  XmlEngine,
  XmlFailure,
  XmlNamespaces,
  XmlParseOptions,
  XmlReading,
  XmlValidation,
} from './xml/xml-engine.js'
export { createXmlReader } from './xml/xml-reader.js'
