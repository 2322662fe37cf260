import type { RuleDraft } from './definition.js'

/** A rule of which nothing is known yet but the defaults: logged, audited, phase 2. */
export function blankRule(): RuleDraft {
  return {
    index: -1,
    id: 0,
    phase: 2,
    starter: -1,
    chained: false,
    file: '',
    line: 0,
    endLine: 0,
    text: '',
    message: null,
    data: null,
    severity: null,
    tags: [],
    rev: '',
    ver: '',
    maturity: 0,
    accuracy: 0,
    log: true,
    audit: true,
    capture: false,
    multiMatch: false,
    status: null,
    disruptive: null,
    namespaces: [],
  }
}
