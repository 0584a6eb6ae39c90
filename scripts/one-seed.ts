import fc from 'fast-check'

/** The same random examples in every run: what fails, fails again. Others are met with `FC_SEED`, a whole number. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_120) })
