import { CstParser } from 'chevrotain'
import * as token from './tokens.js'

/**
 * The grammar of the rule language: one start rule for each layer. It says what the parts are and takes every sequence
 * that the lexer can give; what the parts mean, and what is wrong with them, is said by the readers.
 */
export class Grammar extends CstParser {
  constructor() {
    super(token.vocabulary, { maxLookahead: 1, recoveryEnabled: false })
    this.performSelfAnalysis()
  }

  readonly line = this.RULE('line', () => {
    this.OPTION(() => this.CONSUME(token.Space))
    this.OPTION1(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.section) }, { ALT: () => this.SUBRULE(this.directive) }])
    })
  })

  private readonly directive = this.RULE('directive', () => {
    this.CONSUME(token.DirectiveName)
    this.MANY(() => {
      this.CONSUME(token.Space)
      this.OPTION(() => this.SUBRULE(this.argument))
    })
  })

  /** One word. More than one part means that text follows a closing quote. */
  private readonly argument = this.RULE('argument', () => {
    this.AT_LEAST_ONE(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.doubleQuoted) },
        { ALT: () => this.SUBRULE(this.singleQuoted) },
        { ALT: () => this.CONSUME(token.Bare) },
      ])
    })
  })

  private readonly doubleQuoted = this.RULE('doubleQuoted', () => {
    this.CONSUME(token.DoubleOpen)
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(token.DoubleText) }, { ALT: () => this.CONSUME(token.DoubleEscape) }])
    })
    this.OPTION(() => this.CONSUME(token.DoubleClose))
  })

  private readonly singleQuoted = this.RULE('singleQuoted', () => {
    this.CONSUME(token.SingleOpen)
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(token.SingleText) }, { ALT: () => this.CONSUME(token.SingleEscape) }])
    })
    this.OPTION(() => this.CONSUME(token.SingleClose))
  })

  private readonly section = this.RULE('section', () => {
    this.OR([{ ALT: () => this.CONSUME(token.SectionOpen) }, { ALT: () => this.CONSUME(token.SectionClose) }])
    this.OPTION(() => this.CONSUME(token.Space))
    this.OPTION1(() => this.CONSUME(token.SectionName))
    this.OPTION2(() => this.CONSUME1(token.Space))
    this.OPTION3(() => this.CONSUME(token.SectionArgument))
    this.OPTION4(() => this.CONSUME2(token.Space))
    this.OPTION5(() => this.CONSUME(token.SectionEnd))
    this.OPTION6(() => this.CONSUME(token.SectionRest))
  })

  readonly variableList = this.RULE('variableList', () => {
    this.SUBRULE(this.variable)
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(token.Bar) }, { ALT: () => this.CONSUME(token.Comma) }])
      this.SUBRULE1(this.variable)
    })
  })

  private readonly variable = this.RULE('variable', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(token.Space) },
        { ALT: () => this.CONSUME(token.Bang) },
        { ALT: () => this.CONSUME(token.Ampersand) },
      ])
    })
    this.OPTION(() => this.CONSUME(token.VariableName))
    this.OPTION1(() => {
      this.OR1([
        { ALT: () => this.CONSUME(token.EmptyColon) },
        {
          ALT: () => {
            this.CONSUME(token.Colon)
            this.SUBRULE(this.selector)
          },
        },
      ])
    })
    this.OPTION2(() => this.CONSUME1(token.Space))
  })

  private readonly selector = this.RULE('selector', () => {
    this.OR([
      { ALT: () => this.CONSUME(token.XPath) },
      { ALT: () => this.CONSUME(token.Regex) },
      { ALT: () => this.CONSUME(token.QuotedRegex) },
      { ALT: () => this.CONSUME(token.Key) },
      { ALT: () => this.CONSUME(token.QuotedKey) },
      { ALT: () => this.CONSUME(token.QuotedKeyAndText) },
      { ALT: () => this.CONSUME(token.UnclosedKey) },
      { ALT: () => this.CONSUME(token.BrokenRegex) },
    ])
  })

  readonly operator = this.RULE('operator', () => {
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(token.Space) }, { ALT: () => this.CONSUME(token.Bang) }])
    })
    this.OPTION(() => {
      this.OR1([
        { ALT: () => this.CONSUME(token.Pattern) },
        {
          ALT: () => {
            this.CONSUME(token.OperatorName)
            this.OPTION1(() => this.CONSUME1(token.Space))
            this.OPTION2(() => this.CONSUME(token.Argument))
          },
        },
      ])
    })
  })

  readonly actionList = this.RULE('actionList', () => {
    this.SUBRULE(this.action)
    this.MANY(() => {
      this.CONSUME(token.Comma)
      this.SUBRULE1(this.action)
    })
  })

  private readonly action = this.RULE('action', () => {
    this.OPTION(() => this.CONSUME(token.Space))
    this.OPTION1(() => {
      this.CONSUME(token.ActionName)
      this.OPTION2(() => this.CONSUME1(token.Space))
    })
    this.OPTION3(() => {
      this.OR([
        { ALT: () => this.CONSUME(token.EmptyValueColon) },
        {
          ALT: () => {
            this.CONSUME(token.ValueColon)
            this.SUBRULE(this.value)
          },
        },
      ])
      this.OPTION4(() => this.CONSUME2(token.Space))
    })
  })

  private readonly value = this.RULE('value', () => {
    this.OR([
      { ALT: () => this.CONSUME(token.Value) },
      { ALT: () => this.CONSUME(token.QuotedValue) },
      { ALT: () => this.CONSUME(token.QuotedValueAndText) },
      { ALT: () => this.CONSUME(token.UnclosedValue) },
    ])
  })
}
