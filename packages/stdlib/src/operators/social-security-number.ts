/** Whether the first nine digits make a US social security number that can have been given out: area, group, serial. */
export function isPlausibleSsn(digits: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, ...serial] = digits
  const area = a * 100 + b * 10 + c
  if (area === 0 || area === 666 || area >= 740) return false
  return d + e > 0 && serial.slice(0, 4).some((digit) => digit > 0)
}
