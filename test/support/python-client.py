"""Runs a cell that asks for input on the installed kernel by Jupyter's own client and prints what came as one line of JSON.

Arguments: "tcp" or "ipc", and "disabled" or "required" for the encryption of the sockets.
"""

import json
import os
import sys

from jupyter_client.manager import KernelManager


def main():
    transport, encryption = sys.argv[1:]
    manager = KernelManager(kernel_name="deltaw", transport=transport, transport_encryption=encryption)
    manager.start_kernel(stderr=sys.stderr)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        shown = []

        def answer(message):
            shown.append(message["content"]["prompt"])
            client.input("Ada")

        reply = client.execute_interactive(
            "console.log(`Hello ${prompt('Name?')}`)",
            allow_stdin=True,
            stdin_hook=answer,
            output_hook=lambda message: shown.append(message["content"].get("text")),
            timeout=60,
        )
        connection = json.loads(open(manager.connection_file).read())
        print(
            json.dumps(
                {
                    "status": reply["content"]["status"],
                    "shown": shown,
                    "alive": client.is_alive(),
                    "transport": connection["transport"],
                    "encrypted": "curve_secretkey" in connection,
                }
            )
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


if __name__ == "__main__":
    os.chdir(os.environ["JUPYTER_RUNTIME_DIR"])
    main()
