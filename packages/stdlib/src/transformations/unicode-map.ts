/** The byte for each code point of the first plane, or -1 where the map has none. */
export type CodePointMap = Int16Array

// Best fit of code page 20127 (US-ASCII): output byte, then the code points and ranges that become it, all in hex.
const bestFit = `
  20: 00a0 2000-2006
  21: 00a1 ff01
  22: 02ba 030e 201c-201e ff02
  23: ff03
  24: 00a4 ff04
  25: ff05
  26: ff06
  27: 02b9 02bc 02c8 2018-2019 2032 ff07
  28: ff08
  29: ff09
  2a: ff0a
  2b: ff0b
  2c: 00b8 201a ff0c
  2d: 00ad 2010-2011 2013-2014 ff0d
  2e: 00b7 2022 2026 ff0e
  2f: ff0f
  30: ff10
  31: 00b9 ff11
  32: 00b2 ff12
  33: 00b3 ff13
  34: ff14
  35: ff15
  36: ff16
  37: ff17
  38: ff18
  39: ff19
  3a: ff1a
  3b: ff1b
  3c: 00ab 2039 ff1c
  3d: ff1d
  3e: 00bb 203a ff1e
  40: ff20
  41: 00c0-00c6 0100 0102 0104 01cd 01de ff21
  42: ff22
  43: 00a9 00c7 0106 0108 010a 010c ff23
  44: 00d0 010e 0110 0189 ff24
  45: 00c8-00cb 0112 0114 0116 0118 011a ff25
  46: 0191 ff26
  47: 011c 011e 0120 0122 01e4 01e6 ff27
  48: 0124 0126 ff28
  49: 00cc-00cf 0128 012a 012c 012e 0130 0197 01cf ff29
  4a: 0134 ff2a
  4b: 0136 01e8 ff2b
  4c: 0139 013b 013d 0141 ff2c
  4d: ff2d
  4e: 00d1 0143 0145 0147 ff2e
  4f: 00d2-00d6 00d8 014c 014e 0150 0152 019f-01a0 01d1 01ea 01ec ff2f
  50: ff30
  51: ff31
  52: 00ae 0154 0156 0158 ff32
  53: 015a 015c 015e 0160 ff33
  54: 0162 0164 0166 01ae 2122 ff34
  55: 00d9-00dc 0168 016a 016c 016e 0170 0172 01af 01d3 01d5 01d7 01d9 01db ff35
  56: ff36
  57: 0174 ff37
  58: ff38
  59: 00a5 00dd 0176 0178 ff39
  5a: 0179 017b 017d ff3a
  5b: ff3b
  5c: ff3c
  5d: ff3d
  5e: 02c4 02c6 0302 ff3e
  5f: 02cd 0331-0332 ff3f
  60: 02cb 0300 2035 ff40
  61: 00aa 00e0-00e6 0101 0103 0105 01ce 01df ff41
  62: 0180 ff42
  63: 00a2 00e7 0107 0109 010b 010d ff43
  64: 010f 0111 ff44
  65: 00e8-00eb 0113 0115 0117 0119 011b ff45
  66: 0192 ff46
  67: 011d 011f 0121 0123 01e5 01e7 0261 ff47
  68: 0125 0127 ff48
  69: 00ec-00ef 0129 012b 012d 012f 0131 01d0 ff49
  6a: 0135 01f0 ff4a
  6b: 0137 01e9 ff4b
  6c: 013a 013c 013e 0142 019a ff4c
  6d: ff4d
  6e: 00f1 0144 0146 0148 ff4e
  6f: 00ba 00f2-00f6 00f8 014d 014f 0151 0153 01a1 01d2 01eb 01ed ff4f
  70: ff50
  71: ff51
  72: 0155 0157 0159 ff52
  73: 015b 015d 015f 0161 ff53
  74: 0163 0165 0167 01ab ff54
  75: 00f9-00fc 0169 016b 016d 016f 0171 0173 01b0 01d4 01d6 01d8 01da 01dc ff55
  76: ff56
  77: 0175 ff57
  78: ff58
  79: 00fd 00ff 0177 ff59
  7a: 017c 017e 01b6 ff5a
  7b: ff5b
  7c: 00a6 ff5c
  7d: ff5d
  7e: 02dc 0303 ff5e
`

/** What ModSecurity maps to a full stop before it reads a file. */
export const fullStops = [0x3002, 0xff61, 0xff0e, 0x002e]

let builtIn: CodePointMap | undefined

/** The map that is used when SecUnicodeMapFile names none. Built on first use. */
export function codePage20127(): CodePointMap {
  if (builtIn === undefined) {
    const pairs: number[] = []
    for (const line of bestFit.trim().split('\n')) {
      const [byte, points] = line.trim().split(': ')
      for (const range of points!.split(' ')) {
        const [from, to] = range.split('-').map((text) => Number.parseInt(text, 16))
        for (let point = from!; point <= (to ?? from!); point++) pairs.push(point, Number.parseInt(byte!, 16))
      }
    }
    builtIn = codePointMap(pairs)
  }
  return builtIn
}

/** A map from pairs of code point and byte, flat. The full stops are in every map, unless the pairs say otherwise. */
export function codePointMap(pairs: readonly number[]): CodePointMap {
  const map = new Int16Array(65_536).fill(-1)
  for (const point of fullStops) map[point] = 0x2e
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const point = pairs[i]!
    if (point < 65_536) map[point] = pairs[i + 1]! & 0xff
  }
  return map
}
