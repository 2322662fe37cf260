import { type Documented, type MultipartFlags, scalar, type VariableDefinition } from '@secrule/program'

/** A MULTIPART_ variable that reports one flag of the multipart parser: always there, `0` when nothing was found. */
export function multipartFlag(definition: Documented & { readonly flag: keyof MultipartFlags }): VariableDefinition {
  const { flag, ...rest } = definition
  return scalar({
    ...rest,
    phase: 2,
    stable: true,
    value: ({ request, dialect }) => {
      const isThere = dialect.multipartFlagsAlways || request.body.processor === 'MULTIPART'
      return isThere ? String(request.multipart[flag]) : null
    },
  })
}
