/** What a stage sends; field names as in the YAML files. Texts are as written, not yet byte strings. */
export interface FtwInput {
  readonly method?: string
  readonly uri?: string
  readonly version?: string
  readonly headers?: readonly FtwHeader[]
  readonly ordered_headers?: readonly FtwHeader[]
  readonly data?: string
  readonly encoded_data?: string
  readonly encoded_request?: string
  readonly autocomplete_headers?: boolean
  /** The requests that mark the log carry the Host of the test. */
  readonly virtual_host_mode?: boolean
}

/** A header as it is to be sent. */
export interface FtwHeader {
  readonly name: string
  readonly value: string
}

/** What has to hold after a stage. Everything that is given has to. */
export interface FtwOutput {
  readonly status?: number
  readonly response_contains?: string
  readonly expect_error?: boolean
  readonly isolated?: boolean
  readonly retry_once?: boolean
  readonly log?: FtwLogOutput
}

/** What has to hold for the log lines of a stage. */
export interface FtwLogOutput {
  readonly expect_ids?: readonly number[]
  readonly no_expect_ids?: readonly number[]
  readonly match_regex?: string
  readonly no_match_regex?: string
}

/** One request and what has to come of it. */
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
