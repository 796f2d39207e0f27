"""Runware's ControlNet preprocess API served on this computer, over any engine.

`running` starts and stops it in a thread of its own; `settings` is all that it can be told. A
request comes in through `gate` (who may knock), `app` (REST and results) or `websocket`; `desk`
reads its tasks and answers each; `workshop` carries them out and `records` remembers them, so that
a task survives its connection and the server. `inputs` finds the picture that a task names, `store`
keeps pictures and guides, `outgoing` goes to addresses that others name, and `deliveries` posts the
webhooks. `key` is what who knocks must know. `openapi` describes it all, from the values that check
what comes in.
"""
