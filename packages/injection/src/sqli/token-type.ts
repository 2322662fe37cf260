/** The codes of the token type letters: what each letter of a fingerprint stands for. */
export const TokenType = {
  /** `k`: a keyword without a finer type */
  keyword: 0x6b,
  /** `U`: UNION, EXCEPT, INTERSECT … */
  union: 0x55,
  /** `B`: GROUP BY, ORDER BY, LIMIT, HAVING … */
  group: 0x42,
  /** `E`: the start of an expression: SELECT, INSERT, CASE … */
  expression: 0x45,
  /** `t`: a data type or charset introducer */
  dataType: 0x74,
  /** `f`: a function name */
  function: 0x66,
  /** `n`: a bare word or identifier */
  name: 0x6e,
  /** `1`: a number, also TRUE and FALSE */
  number: 0x31,
  /** `v`: a variable, also NULL, CURRENT_DATE … */
  variable: 0x76,
  /** `s`: a string */
  string: 0x73,
  /** `o`: an operator */
  operator: 0x6f,
  /** `&`: a logical operator */
  logic: 0x26,
  /** `c`: a comment */
  comment: 0x63,
  /** `A`: COLLATE */
  collate: 0x41,
  /** `T`: a statement word of T-SQL: DECLARE, EXEC, DROP … */
  statement: 0x54,
  /** `?`: a char that starts nothing */
  unknown: 0x3f,
  /** `\`: a lone backslash */
  backslash: 0x5c,
  /** `X`: text that cannot be read reliably, which is suspicious in itself */
  evil: 0x58,
  leftParenthesis: 0x28,
  rightParenthesis: 0x29,
  leftBrace: 0x7b,
  rightBrace: 0x7d,
  comma: 0x2c,
  semicolon: 0x3b,
  dot: 0x2e,
  colon: 0x3a,
} as const
