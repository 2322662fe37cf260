/** The bytes 80 to FF. */
export const highBytes = String.fromCharCode(...Array.from({ length: 128 }, (_, place) => 128 + place))
