// A node of the trees of `PhraseTables`: its first word holds the byte in its lower half and these. Then come, as far as it
// has them, where the next child of its parent is, and the purpose of the phrase that ends there. Its first child is next.

/** It has children. */
export const isParent = 0x100

/** Its parent has another child. */
export const hasSibling = 0x200

/** A phrase ends there. */
export const isEnd = 0x400

/** Deepest tree that is followed: phrases are short. */
export const deepest = 64
