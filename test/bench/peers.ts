/** Where the peers are: a Python that has them, and the folder of their scripts. */
export interface PeerPlace {
  readonly python: string
  /** Null where no benchmark of the run needs it. */
  readonly scripts: string | null
}

/** A peer and the workloads its script has. */
export interface Peer {
  readonly name: string
  readonly script: string
  readonly workloads: readonly string[]
}

/** The peers that are run, in the order in which tables show them. */
export const peers: readonly Peer[] = [
  {
    name: "JAX",
    script: "jax_peer.py",
    workloads: [
      "bptt",
      "three-factor",
      "hessian-vector",
      "rule-dnn",
      "rule-gru",
      "rule-reinforce",
      "tangents",
      "helmholtz",
    ],
  },
  { name: "PyTorch", script: "torch_peer.py", workloads: ["bptt", "hessian-vector", "rule-dnn", "rule-gru"] },
]

/** Settings that tell OpenBLAS to take the processor for another one: with them a peer would run below what it can. */
const misleading = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]

/** The environment in which a peer is at its best. */
export function peerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !misleading.includes(name)))
}
