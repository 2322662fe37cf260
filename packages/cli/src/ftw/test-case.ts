/** The parts of a go-ftw test that are used; field names as in the YAML files. */
export interface FtwInput {
  readonly method?: string
  readonly uri?: string
  readonly version?: string
  readonly protocol?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly ordered_headers?: readonly { readonly name: string; readonly value: string }[]
  readonly data?: string
  readonly encoded_data?: string
  readonly encoded_request?: string
  readonly autocomplete_headers?: boolean
  readonly stop_magic?: boolean
}

/** What has to hold after a stage. */
export interface FtwOutput {
  readonly status?: number
  readonly response_contains?: string
  readonly expect_error?: boolean
  readonly log_contains?: string
  readonly no_log_contains?: string
  readonly isolated?: boolean
  readonly retry_once?: boolean
  readonly log?: {
    readonly expect_ids?: readonly number[]
    readonly no_expect_ids?: readonly number[]
    readonly match_regex?: string
    readonly no_match_regex?: string
  }
}

export interface FtwStage {
  readonly input: FtwInput
  readonly output: FtwOutput
}

/** One test: its stages run one after the other. */
export interface FtwTest {
  /** `<rule_id>-<test_id>` */
  readonly id: string
  readonly file: string
  readonly description: string
  readonly stages: readonly FtwStage[]
}
