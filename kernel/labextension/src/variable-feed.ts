import type { ISessionContext } from "@jupyterlab/apputils"
import { type VariableList, variableList } from "./variable-list.ts"

type Kernel = NonNullable<NonNullable<ISessionContext["session"]>["kernel"]>
type Comm = ReturnType<Kernel["createComm"]>

/** Where our kernel sends its variables, when a comm is opened and after every cell. */
const TARGET = "deltaw.variables"

/** After these the kernel can take a comm; answers to a comm itself are none, lest a refusal be asked for without end. */
const OCCASIONS = ["execute_request", "kernel_info_request"]

/** Brings the variables of the kernel of one notebook or console, also after the kernel was restarted or changed. */
export class VariableFeed {
  private readonly context: ISessionContext
  private readonly show: (news: VariableList | string) => void
  private comm: Comm | null = null
  private kernel: Kernel | null = null
  private isDisposed = false

  /**
   * @param context of the notebook or console
   * @param show takes the variables, or a sentence that says why there are none
   */
  constructor(context: ISessionContext, show: (news: VariableList | string) => void) {
    this.context = context
    this.show = show
    context.kernelChanged.connect(this.connect, this)
    context.statusChanged.connect(this.noteStatus, this)
    context.iopubMessage.connect(this.hear, this)
    void this.connect()
  }

  /** Closes the comm; nothing is shown any more. */
  dispose(): void {
    if (this.isDisposed) return
    this.isDisposed = true
    this.context.kernelChanged.disconnect(this.connect, this)
    this.context.statusChanged.disconnect(this.noteStatus, this)
    this.context.iopubMessage.disconnect(this.hear, this)
    this.close()
  }

  private async connect(): Promise<void> {
    this.close()
    this.kernel = null
    const kernel = this.context.session?.kernel ?? null
    if (kernel === null) return this.show("No kernel is running.")
    const implementation = await kernel.info.then(
      (info) => info.implementation,
      () => "",
    )
    if (this.isDisposed || kernel !== this.context.session?.kernel) return
    if (implementation !== "deltaw") return this.show("This kernel does not tell its variables.")
    if (!kernel.handleComms)
      return this.show("The variables are shown beside the notebook that this console belongs to.")
    this.kernel = kernel
    this.open()
  }

  /** A kernel that was restarted, or that has lost its cells' process, has closed the comm. */
  private hear(_context: unknown, message: Parameters<Parameters<ISessionContext["iopubMessage"]["connect"]>[0]>[1]) {
    if (!("execution_state" in message.content) || message.content.execution_state !== "idle") return
    const occasion = "msg_type" in message.parent_header ? message.parent_header.msg_type : ""
    if (OCCASIONS.includes(occasion)) this.open()
  }

  private noteStatus(_context: unknown, status: ISessionContext["kernelDisplayStatus"]): void {
    if (status === "restarting" || status === "autorestarting") this.show("The kernel is restarting.")
    else if (status === "dead" || status === "terminating") this.show("The kernel has ended.")
  }

  private open(): void {
    if (this.kernel === null || this.kernel.isDisposed || this.comm?.isDisposed === false) return
    const comm = this.kernel.createComm(TARGET)
    this.comm = comm
    comm.onMsg = (message) => {
      if (comm === this.comm) this.show(variableList(message.content.data))
    }
    comm.onClose = () => {
      if (comm === this.comm) this.show("The variables are gone with the process that held them. Run a cell.")
    }
    comm.open()
  }

  private close(): void {
    const { comm, kernel } = this
    this.comm = null
    if (comm === null || comm.isDisposed) return
    if (kernel === null || kernel.isDisposed || kernel.status === "dead") comm.dispose()
    else comm.close()
  }
}
