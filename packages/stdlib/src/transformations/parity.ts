/** Whether a byte has an odd number of 1 bits, bit 7 included. */
export function hasOddParity(byte: number): boolean {
  let bits = byte ^ (byte >> 4)
  bits ^= bits >> 2
  bits ^= bits >> 1
  return (bits & 1) === 1
}
