/** The part of WebAssembly's JavaScript API that the PCRE2 loader uses; Node's type package does not declare it. */
export interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
  readonly Table: new (limits: { initial: number; maximum: number; element: 'anyfunc' }) => object
}

/** WebAssembly as the runtime has it. */
export const webAssembly: WebAssemblyApi = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly
