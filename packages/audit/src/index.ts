export type { BoundaryStyle } from './boundary.js'
export { formatJson } from './format-json.js'
export { formatNative, type NativeOptions } from './format-native.js'
export { type Json, jsonText } from './json-text.js'
