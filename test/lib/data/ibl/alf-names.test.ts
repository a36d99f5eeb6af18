import assert from "node:assert/strict"
import fc from "fast-check"
import { alfName, isTrialsFile, withoutUuid, withUuid } from "../../../../lib/data/ibl/alf-names.ts"

describe("an ALF file name", () => {
  it("has a namespace, an object, an attribute with its time scale, and an extension", () => {
    const parts = (namespace: string, object: string, attribute: string, extension: string) => ({
      namespace,
      object,
      attribute,
      extension,
    })
    assert.deepEqual(alfName("_ibl_trials.goCue_times.npy"), parts("ibl", "trials", "goCue_times", "npy"))
    assert.deepEqual(alfName("spikes.times.npy"), parts("", "spikes", "times", "npy"))
    assert.deepEqual(alfName("_spikeglx_sync.polarities.probe00.npy"), parts("spikeglx", "sync", "polarities", "npy"))
    const uuid = "3bc0be50-4158-04d6-5dd3-547eaedc2ce6"
    assert.deepEqual(alfName(`_ibl_trials.table.${uuid}.pqt`), parts("ibl", "trials", "table", "pqt"))
    for (const wrong of ["", "trials", "trials.npy", "../trials.choice.npy", "_ibl_trials..npy", "a b.c.npy"])
      assert.equal(alfName(wrong), null)
  })

  it("is of the trials object where it says so, and of a form that is read", () => {
    assert.deepEqual(
      [
        "_ibl_trials.choice.npy",
        "_ibl_trials.table.pqt",
        "trials.choice.npy",
        "_ibl_trials.table.csv",
        "_ibl_wheel.position.npy",
      ].map(isTrialsFile),
      [true, true, true, false, false],
    )
  })

  it("loses the UUID it is given, whatever the name, and nothing else", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.stringMatching(/^[a-z_]{1,9}\.[a-z_]{1,9}\.[a-z]{3}$/), (uuid, name) => {
        assert.equal(withoutUuid(withUuid(name, uuid)), name)
        assert.equal(withoutUuid(name), name)
      }),
    )
  })
})
