/**
 * Of node, for every process of the product (docs/adr/0049); the image has them in its entrypoint. A young generation of one size, in megabytes for
 * each half: left to itself V8 lets it shrink and grow by 128 MB, and resident memory with it.
 */
export const nodeFlags = ['--enable-source-maps', '--min-semi-space-size=16', '--max-semi-space-size=16'];
