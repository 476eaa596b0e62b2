/// The part of the zsh script that is the same for every tree. It works as a file `_PROGRAM` in `fpath` and when it is sourced.
enum ZshCompletion {
  static let script = #"""
    #compdef @PROGRAM@
    # Completion of @PROGRAM@ for zsh.
    @TABLES@
    # Runs the program with the options of $1 that were typed, and the words that follow.
    @STEM@_lines() {
      local carry=",$1," i
      local -a command
      command=("${(Q)words[1]/#\~\//$HOME/}" "${@:2}")
      for ((i = 1; i < $#carried; i += 2)); do
        [[ $carry == *",$carried[i],"* ]] && command+=("$carried[i]=${carried[i + 1]/#\~\//$HOME/}")
      done
      "${command[@]}" 2>/dev/null </dev/null
    }
    # Offers what is of the kind $1... .
    @STEM@_offer() {
      case ${1-} in
      files) _files ;;
      dirs) _files -/ ;;
      words) compadd -- "${@:2}" ;;
      lines)
        offers=(${(f)"$(@STEM@_lines "${@:2}")"})
        # Such a name is taken for an option where it stands.
        [[ -n $dashed ]] || offers=("${(@)offers:#-*}")
        compadd -- "${offers[@]}"
        ;;
      esac
    }
    @STEM@() {
      local cur=$PREFIX word node= pending= ended= dashed= place=0 kind= name=
      local -a offers carried typed
      ((CURRENT > 2)) && typed=("${(@)words[2,CURRENT-1]}")
      for word in "${(@Q)typed}"; do
        if [[ -n $pending ]]; then
          carried+=("$pending" "$word")
          pending=
        elif [[ -z $ended && $word == -- ]]; then
          ended=1
        elif [[ -z $ended && $word == --*=* ]]; then
          @STEM@_value "$node" "${word%%=*}"
          [[ -n $name ]] && carried+=("$name" "${word#*=}")
        elif [[ -z $ended && $word == -?* ]]; then
          @STEM@_value "$node" "$word"
          pending=$name
        else
          @STEM@_commands "$node"
          if (($#offers == 0)); then
            place=$((place + 1))
          elif [[ $word != help ]]; then
            node="${node:+$node }$word"
          fi
        fi
      done
      dashed=$ended$pending
      if [[ -n $pending ]]; then
        @STEM@_value "$node" "$pending"
        @STEM@_offer ${=kind}
      elif [[ -z $ended && $cur == --*=* ]]; then
        @STEM@_value "$node" "${cur%%=*}"
        dashed=1
        compset -P 1 '*='
        @STEM@_offer ${=kind}
      elif [[ -z $ended && $cur == -* ]]; then
        @STEM@_options "$node"
        _describe -o option offers
      else
        @STEM@_commands "$node"
        if (($#offers > 0)); then
          _describe command offers
        else
          @STEM@_argument "$node" "$place"
          @STEM@_offer ${=kind}
        fi
      fi
    }
    if [[ ${funcstack[1]-} == @STEM@ ]]; then
      @STEM@ "$@"
    else
      compdef @STEM@ @PROGRAM@
    fi
    """#
}
