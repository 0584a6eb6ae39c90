import { helpFtp } from './conntrack/helpers/ftp'
import { helpTftp } from './conntrack/helpers/tftp'
import { subjectOfError } from './conntrack/icmp-error'
import { SctpTracker } from './conntrack/sctp'
import { udpliteFault } from './conntrack/udplite'
import { cutToFit, Defragmenter } from './defragment'
import { HostOptions } from './host-options'
import { lineOfKernel, lineOfRule } from './kernel-log'
import { translateFtp } from './nat/helper-nat'
import { natChanges, translate, translateError } from './nat/translate'
import { UniqueTuple } from './nat/unique-tuple'
import { asItArrives } from './odd-packet'
import { createServer } from './outside/server'
import { sendReject } from './reject'
import { segmentsOf } from './segmentation'
import { SetStore } from './sets'
import { LocalTcp } from './sockets/tcp'
import { Synproxy } from './synproxy'

/** The parts of the engine that not every run meets. They are not there from the start where that costs a visitor time. */
export const RARE_PARTS = {
  asItArrives,
  createServer,
  cutToFit,
  Defragmenter,
  helpFtp,
  helpTftp,
  HostOptions,
  lineOfKernel,
  lineOfRule,
  LocalTcp,
  SctpTracker,
  sendReject,
  segmentsOf,
  SetStore,
  subjectOfError,
  Synproxy,
  natChanges,
  translate,
  translateError,
  translateFtp,
  UniqueTuple,
  udpliteFault,
}

export type RareParts = typeof RARE_PARTS
