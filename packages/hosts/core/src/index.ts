export { type BlockAnswer, type BlockedRequest, blockAnswer, pageAnswer } from './block-answer.js'
export { type ClientAddress, clientAddress } from './client-address.js'
export {
  addressList,
  type ClientTrust,
  clientTrust,
  type ForwardedField,
  type TrustedPeers,
  type TrustProxy,
} from './client-trust.js'
export type { EngineObserver } from './engine-observer.js'
export { forwardedForHops, forwardedHops } from './forwarded-hops.js'
export { type EngineKit, Guard, type Source } from './guard.js'
export { headerChanges } from './header-changes.js'
export { headerText } from './header-text.js'
export type { Block, BlockReply, HostLimits, HostOptions } from './host-options.js'
export type { EngineTransaction, InspectingEngine } from './inspecting-engine.js'
export { Inspection, type InspectionOptions, type RequestLine } from './inspection.js'
export { plainAddress } from './ip-address.js'
export { isBodiless } from './is-bodiless.js'
export { observedEngine } from './observed-engine.js'
export { type OwnPage, ownPage, type PageTemplates } from './own-page.js'
export { pause } from './pause.js'
export { eachHeader, type RawHeaders, tokensOf, valuesOf } from './raw-headers.js'
export { type Reaction, reactionTo } from './reaction.js'
export { requestId } from './request-id.js'
