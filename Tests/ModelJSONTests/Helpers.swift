import JSON
import ModelJSON
import WarrenModel

func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

func json(_ value: some JSONWritable) -> String { text(value.json()) }

let noon = Timestamp(milliseconds: 1_795_262_400_123)
let noonText = "2026-11-21T12:00:00.123Z"

/// `caf\xE9`: Latin-1, not UTF-8.
let latin: [UInt8] = [0x63, 0x61, 0x66, 0xE9]
