/**
 * What a protocol's tracker says of a packet. `refreshed`: it belongs, and the connection lives on. `accept`: it passes with its
 * connection, whose lifetime stays. `invalid`: it does not belong. `repeat`: its connection is over, a new one begins.
 * `closed`: it belongs, and ends its connection at once.
 */
export type Outcome = 'refreshed' | 'accept' | 'invalid' | 'repeat' | 'closed'
