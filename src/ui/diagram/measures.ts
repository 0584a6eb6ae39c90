/**
 * Every size of the diagram in pixels at zoom 1. The layout is computed from these and the stylesheet is held to them by
 * inline sizes, so that nothing has to be measured in the browser and a packet's path is known before anything is drawn.
 */
export const CARD_HEADER = 31
export const CARD_FOOT = 7
export const STAGE_LINE = 23
export const RULE_LINE = 21
/** A rule's second line: what its target does in detail, and its comment. */
export const RULE_SECOND_LINE = 14
export const FOLD_LINE = 21
export const END_LINE = 21
/** Between a chain's box and the next stage. */
export const BLOCK_GAP = 6

/** The rail that a packet slides down, from the card's left edge. */
export const RAIL = 18
/** Where a chain's box begins, from the card's left edge, and how far it ends from the right one. */
export const BLOCK_LEFT = 28
export const BLOCK_RIGHT = 8

/** A user chain's head: its table, its name, the button that closes it, and the distances between. */
export const HEAD_DISTANCES = 84
export const HEAD_TABLE_CHARACTER = 6.8
export const HEAD_NAME_CHARACTER = 7.25
export const MOST_HEAD_CHARACTERS = 28

/** Wide enough for `conntrack ESTABLISHED`, and for `POSTROUTING 14 pkts`. */
export const QUIET_CARD = 200
export const WIDEST_CARD = 460
/** One character of the terminal face at the size of a rule's row, and of its second line. */
export const CHARACTER = 7.38
/** By how many digits the chain's last number has. */
export const NUMBER_COLUMNS = [22, 22, 22, 28, 35, 42] as const
/** Five characters, and what keeps them from the target. */
export const COUNT_COLUMN = 46
export const ROW_PADDING = 16
/** In a user chain's card, which stands beside its caller's. */
export const MOST_CONDITION_CHARACTERS_CALLED = 14
export const MOST_TARGET_CHARACTERS_CALLED = 12
export const MOST_TARGET_CHARACTERS = 14
/** On a narrow pane. */
export const MOST_TARGET_CHARACTERS_NARROW = 9
/** One character of a comment, and what stands before it. */
export const COMMENT_CHARACTER = 6.2
export const COMMENT_GAP = 9
/** One character of a target's details, on a rule's second line, and for how many more than conditions may take a card grows. */
export const DETAIL_CHARACTER = 6.84
export const MORE_DETAIL_CHARACTERS = 8
/** `ctstate RELATED,ESTABLISHED`, which nearly every ruleset asks, is read whole. */
export const MOST_CONDITION_CHARACTERS = 27
/** Unless the picture became so small for it; then they take this many. */
export const TOO_SMALL = 0.77
export const MOST_CONDITION_CHARACTERS_CUT = 21
/** Where the pane is at least this wide, conditions may take more. */
export const ROOMY_PANE = 1080
export const MOST_CONDITION_CHARACTERS_ROOMY = 32
/** What is left for them in one column. */
export const MOST_CONDITION_CHARACTERS_NARROW = 17

export const PILL_HEIGHT = 27
export const PILL_GAP = 10
/** Between the pills and their hook: their lines run closer to the pills than any other line to the hook. */
export const PILL_DROP = 32
export const PILL_BEND = 9
export const DIAMOND_WIDTH = 44
export const DIAMOND_HEIGHT = 44
export const SMALL_DIAMOND = 30

/** Between things one below the other, between columns, and between lanes of user chains. */
export const ROW_GAP = 24
export const COLUMN_GAP = 40
export const LANE_GAP = 28
export const CHAIN_GAP = 12
export const CORNER = 12

/** A chain shows at most this many rows before its middle is folded. */
export const ROWS_BEFORE_FOLDING = 12
export const ROWS_KEPT_FIRST = 4
export const ROWS_KEPT_LAST = 2
/** Beside these, at most so many rows that matter (counted, matched, selected) stay out of a fold. */
export const ROWS_KEPT_FOR_COUNTS = 4
/** An unfolded chain shows this much at once and scrolls. */
export const UNFOLDED_HEIGHT = 21 * 18

/** Below this width of the pane everything stands in one column. */
export const NARROW_PANE = 600
/** There, the lines beside the column's cards take this much of the pane. */
export const COLUMN_MARGIN = 72
/** User chains drawn at once: more would be unreadable, and the rest stays closed. */
export const MOST_CHAIN_CARDS = 80
