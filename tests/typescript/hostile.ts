export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[]

export type Database = {
  public: {
    Tables: {
      empty_one: {
        Row: {}
        Insert: {}
        Update: {}
        Relationships: []
      }
      'Odd "%s" $$ Ä': {
        Row: {
          id: number
          日本: string | null
        }
        Insert: {
          id: number
          日本?: string | null
        }
        Update: {
          id?: number
          日本?: string | null
        }
        Relationships: []
      }
      pairs: {
        Row: {
          a: number
          A: number | null
          b: number
        }
        Insert: {
          a: number
          A?: number | null
          b: number
        }
        Update: {
          a?: number
          A?: number | null
          b?: number
        }
        Relationships: []
      }
      people: {
        Row: {
          _under: string | null
          "%$$": string | null
          $dollar: string | null
          "1st": string | null
          "a b": string | null
          ähnlich: string | null
          alpha: string | null
          b: string | null
          bits: unknown
          bool: boolean
          bydef: number
          class: string | null
          home: Database["public"]["CompositeTypes"]["address"] | null
          homes: Database["public"]["CompositeTypes"]["address"][] | null
          i: unknown
          id: number
          "it's": string | null
          j: NonNullable<Json>
          js: Json[] | null
          longs: Database["public"]["Enums"]["long_one"][] | null
          m: unknown
          mail: string
          matrix: number[] | null
          mood: Database["public"]["Enums"]["mood"] | null
          moods: Database["public"]["Enums"]["mood"][] | null
          n: number
          omood: "other_sad" | null
          pair: Database["public"]["Tables"]["pairs"]["Row"] | null
          r: unknown
          self: Database["public"]["CompositeTypes"]["address"] | null
          ts: string
          tsv: unknown
          'with "quotes"': string | null
          Zeta: string | null
          zeta2: string | null
          full_name: string | null
          unnamed_row: string | null
        }
        Insert: {
          _under?: string | null
          "%$$"?: string | null
          $dollar?: string | null
          "1st"?: string | null
          "a b"?: string | null
          ähnlich?: string | null
          alpha?: string | null
          b?: string | null
          bits?: unknown
          bool?: boolean
          bydef?: number
          class?: string | null
          home?: Database["public"]["CompositeTypes"]["address"] | null
          homes?: Database["public"]["CompositeTypes"]["address"][] | null
          i?: unknown
          id?: never
          "it's"?: string | null
          j: NonNullable<Json>
          js?: Json[] | null
          longs?: Database["public"]["Enums"]["long_one"][] | null
          m?: unknown
          mail: string
          matrix?: number[] | null
          mood?: Database["public"]["Enums"]["mood"] | null
          moods?: Database["public"]["Enums"]["mood"][] | null
          n: number
          omood?: "other_sad" | null
          pair?: Database["public"]["Tables"]["pairs"]["Row"] | null
          r?: unknown
          self?: Database["public"]["CompositeTypes"]["address"] | null
          ts?: string
          tsv?: unknown
          'with "quotes"'?: string | null
          Zeta?: string | null
          zeta2?: never
        }
        Update: {
          _under?: string | null
          "%$$"?: string | null
          $dollar?: string | null
          "1st"?: string | null
          "a b"?: string | null
          ähnlich?: string | null
          alpha?: string | null
          b?: string | null
          bits?: unknown
          bool?: boolean
          bydef?: number
          class?: string | null
          home?: Database["public"]["CompositeTypes"]["address"] | null
          homes?: Database["public"]["CompositeTypes"]["address"][] | null
          i?: unknown
          id?: never
          "it's"?: string | null
          j?: NonNullable<Json>
          js?: Json[] | null
          longs?: Database["public"]["Enums"]["long_one"][] | null
          m?: unknown
          mail?: string
          matrix?: number[] | null
          mood?: Database["public"]["Enums"]["mood"] | null
          moods?: Database["public"]["Enums"]["mood"][] | null
          n?: number
          omood?: "other_sad" | null
          pair?: Database["public"]["Tables"]["pairs"]["Row"] | null
          r?: unknown
          self?: Database["public"]["CompositeTypes"]["address"] | null
          ts?: string
          tsv?: unknown
          'with "quotes"'?: string | null
          Zeta?: string | null
          zeta2?: never
        }
        Relationships: []
      }
      profiles: {
        Row: {
          boss: number | null
          person: number
          boss_of: {
            _under: string | null
            "%$$": string | null
            $dollar: string | null
            "1st": string | null
            "a b": string | null
            ähnlich: string | null
            alpha: string | null
            b: string | null
            bits: unknown
            bool: boolean
            bydef: number
            class: string | null
            home: Database["public"]["CompositeTypes"]["address"] | null
            homes: Database["public"]["CompositeTypes"]["address"][] | null
            i: unknown
            id: number
            "it's": string | null
            j: NonNullable<Json>
            js: Json[] | null
            longs: Database["public"]["Enums"]["long_one"][] | null
            m: unknown
            mail: string
            matrix: number[] | null
            mood: Database["public"]["Enums"]["mood"] | null
            moods: Database["public"]["Enums"]["mood"][] | null
            n: number
            omood: "other_sad" | null
            pair: Database["public"]["Tables"]["pairs"]["Row"] | null
            r: unknown
            self: Database["public"]["CompositeTypes"]["address"] | null
            ts: string
            tsv: unknown
            'with "quotes"': string | null
            Zeta: string | null
            zeta2: string | null
          } | null
          many: {
            _under: string | null
            "%$$": string | null
            $dollar: string | null
            "1st": string | null
            "a b": string | null
            ähnlich: string | null
            alpha: string | null
            b: string | null
            bits: unknown
            bool: boolean
            bydef: number
            class: string | null
            home: Database["public"]["CompositeTypes"]["address"] | null
            homes: Database["public"]["CompositeTypes"]["address"][] | null
            i: unknown
            id: number
            "it's": string | null
            j: NonNullable<Json>
            js: Json[] | null
            longs: Database["public"]["Enums"]["long_one"][] | null
            m: unknown
            mail: string
            matrix: number[] | null
            mood: Database["public"]["Enums"]["mood"] | null
            moods: Database["public"]["Enums"]["mood"][] | null
            n: number
            omood: "other_sad" | null
            pair: Database["public"]["Tables"]["pairs"]["Row"] | null
            r: unknown
            self: Database["public"]["CompositeTypes"]["address"] | null
            ts: string
            tsv: unknown
            'with "quotes"': string | null
            Zeta: string | null
            zeta2: string | null
          } | null
        }
        Insert: {
          boss?: number | null
          person: number
        }
        Update: {
          boss?: number | null
          person?: number
        }
        Relationships: [
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss"]
            isOneToOne: false
            referencedRelation: "mv"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss"]
            isOneToOne: false
            referencedRelation: "v_people"
            referencedColumns: ["again"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss"]
            isOneToOne: false
            referencedRelation: "v_people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["person"]
            isOneToOne: true
            referencedRelation: "mv"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["person"]
            isOneToOne: true
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["person"]
            isOneToOne: true
            referencedRelation: "v_people"
            referencedColumns: ["again"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["person"]
            isOneToOne: true
            referencedRelation: "v_people"
            referencedColumns: ["id"]
          },
        ]
      }
      refs: {
        Row: {
          very_long_column_name_number_one: number | null
          very_long_column_name_number_two: number | null
          x: number | null
          y: number | null
        }
        Insert: {
          very_long_column_name_number_one?: number | null
          very_long_column_name_number_two?: number | null
          x?: number | null
          y?: number | null
        }
        Update: {
          very_long_column_name_number_one?: number | null
          very_long_column_name_number_two?: number | null
          x?: number | null
          y?: number | null
        }
        Relationships: [
          {
            foreignKeyName: "a_very_long_name_of_a_foreign_key_that_is_almost_63_bytes_long_"
            columns: [
              "very_long_column_name_number_one",
              "very_long_column_name_number_two",
            ]
            isOneToOne: false
            referencedRelation: "pairs"
            referencedColumns: ["b", "a"]
          },
          {
            foreignKeyName: "refs_one"
            columns: ["x", "y"]
            isOneToOne: true
            referencedRelation: "pairs"
            referencedColumns: ["b", "a"]
          },
        ]
      }
    }
    Views: {
      mv: {
        Row: {
          id: number | null
          mood: Database["public"]["Enums"]["mood"] | null
        }
        Relationships: []
      }
      v_agg: {
        Row: {
          n: number | null
        }
        Relationships: []
      }
      v_on_view: {
        Row: {
          boss2: number | null
          who: number | null
        }
        Insert: {
          boss2?: number | null
          who?: number | null
        }
        Update: {
          boss2?: number | null
          who?: number | null
        }
        Relationships: [
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss2"]
            isOneToOne: false
            referencedRelation: "mv"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss2"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss2"]
            isOneToOne: false
            referencedRelation: "v_people"
            referencedColumns: ["again"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss2"]
            isOneToOne: false
            referencedRelation: "v_people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["who"]
            isOneToOne: true
            referencedRelation: "mv"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["who"]
            isOneToOne: true
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["who"]
            isOneToOne: true
            referencedRelation: "v_people"
            referencedColumns: ["again"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["who"]
            isOneToOne: true
            referencedRelation: "v_people"
            referencedColumns: ["id"]
          },
        ]
      }
      v_people: {
        Row: {
          again: number | null
          id: number | null
          mail: string | null
          mood: Database["public"]["Enums"]["mood"] | null
          one: number | null
        }
        Insert: {
          again?: number | null
          id?: number | null
          mail?: string | null
          mood?: Database["public"]["Enums"]["mood"] | null
          one?: never
        }
        Update: {
          again?: number | null
          id?: number | null
          mail?: string | null
          mood?: Database["public"]["Enums"]["mood"] | null
          one?: never
        }
        Relationships: []
      }
      v_profiles: {
        Row: {
          boss: number | null
          boss2: number | null
          person: number | null
        }
        Insert: {
          boss?: number | null
          boss2?: number | null
          person?: number | null
        }
        Update: {
          boss?: number | null
          boss2?: number | null
          person?: number | null
        }
        Relationships: [
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss"]
            isOneToOne: false
            referencedRelation: "mv"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss2"]
            isOneToOne: false
            referencedRelation: "mv"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss2"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss"]
            isOneToOne: false
            referencedRelation: "v_people"
            referencedColumns: ["again"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss2"]
            isOneToOne: false
            referencedRelation: "v_people"
            referencedColumns: ["again"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss"]
            isOneToOne: false
            referencedRelation: "v_people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_boss_fkey"
            columns: ["boss2"]
            isOneToOne: false
            referencedRelation: "v_people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["person"]
            isOneToOne: true
            referencedRelation: "mv"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["person"]
            isOneToOne: true
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["person"]
            isOneToOne: true
            referencedRelation: "v_people"
            referencedColumns: ["again"]
          },
          {
            foreignKeyName: "profiles_person_fkey"
            columns: ["person"]
            isOneToOne: true
            referencedRelation: "v_people"
            referencedColumns: ["id"]
          },
        ]
      }
      v_refs: {
        Row: {
          x: number | null
          y: number | null
        }
        Insert: {
          x?: number | null
          y?: number | null
        }
        Update: {
          x?: number | null
          y?: number | null
        }
        Relationships: [
          {
            foreignKeyName: "refs_one"
            columns: ["x", "y"]
            isOneToOne: true
            referencedRelation: "pairs"
            referencedColumns: ["b", "a"]
          },
        ]
      }
      v_trig: {
        Row: {
          n: number | null
        }
        Insert: {
          n?: number | null
        }
        Relationships: []
      }
    }
    Functions: {
      "2": { Args: Record<PropertyKey, never>; Returns: number }
      "12": { Args: Record<PropertyKey, never>; Returns: number }
      a_function_with_a_long_name_and_many_arguments: {
        Args: {
          first_argument_name: string
          second_argument_name: string
          third_argument_name?: Database["public"]["Enums"]["mood"]
        }
        Returns: Database["public"]["Enums"]["long_one"]
      }
      addr_set: {
        Args: Record<PropertyKey, never>
        Returns: Database["public"]["CompositeTypes"]["address"][]
        SetofOptions: {
          from: "*"
          to: "address"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      amb:
        | {
            Args: Record<PropertyKey, never>
            Returns: {
              error: true
            } & "Could not choose the best candidate function between: public.amb(), public.amb( => int4). Try renaming the parameters or the function itself in the database so function overloading can be resolved"
          }
        | { Args: { ""?: string }; Returns: number }
      boss_of: {
        Args: { "": Database["public"]["Tables"]["profiles"]["Row"] }
        Returns: {
          _under: string | null
          "%$$": string | null
          $dollar: string | null
          "1st": string | null
          "a b": string | null
          ähnlich: string | null
          alpha: string | null
          b: string | null
          bits: unknown
          bool: boolean
          bydef: number
          class: string | null
          home: Database["public"]["CompositeTypes"]["address"] | null
          homes: Database["public"]["CompositeTypes"]["address"][] | null
          i: unknown
          id: number
          "it's": string | null
          j: NonNullable<Json>
          js: Json[] | null
          longs: Database["public"]["Enums"]["long_one"][] | null
          m: unknown
          mail: string
          matrix: number[] | null
          mood: Database["public"]["Enums"]["mood"] | null
          moods: Database["public"]["Enums"]["mood"][] | null
          n: number
          omood: "other_sad" | null
          pair: Database["public"]["Tables"]["pairs"]["Row"] | null
          r: unknown
          self: Database["public"]["CompositeTypes"]["address"] | null
          ts: string
          tsv: unknown
          'with "quotes"': string | null
          Zeta: string | null
          zeta2: string | null
        }
        SetofOptions: {
          from: "profiles"
          to: "people"
          isOneToOne: true
          isSetofReturn: true
        }
      }
      full_name: {
        Args: { p: Database["public"]["Tables"]["people"]["Row"] }
        Returns: string
      }
      many: {
        Args: { p: Database["public"]["Tables"]["profiles"]["Row"] }
        Returns: {
          _under: string | null
          "%$$": string | null
          $dollar: string | null
          "1st": string | null
          "a b": string | null
          ähnlich: string | null
          alpha: string | null
          b: string | null
          bits: unknown
          bool: boolean
          bydef: number
          class: string | null
          home: Database["public"]["CompositeTypes"]["address"] | null
          homes: Database["public"]["CompositeTypes"]["address"][] | null
          i: unknown
          id: number
          "it's": string | null
          j: NonNullable<Json>
          js: Json[] | null
          longs: Database["public"]["Enums"]["long_one"][] | null
          m: unknown
          mail: string
          matrix: number[] | null
          mood: Database["public"]["Enums"]["mood"] | null
          moods: Database["public"]["Enums"]["mood"][] | null
          n: number
          omood: "other_sad" | null
          pair: Database["public"]["Tables"]["pairs"]["Row"] | null
          r: unknown
          self: Database["public"]["CompositeTypes"]["address"] | null
          ts: string
          tsv: unknown
          'with "quotes"': string | null
          Zeta: string | null
          zeta2: string | null
        }[]
        SetofOptions: {
          from: "profiles"
          to: "people"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      mood_of: {
        Args: {
          e: unknown
          m: Database["public"]["Enums"]["mood"]
          o: "other_sad"
        }
        Returns: Database["public"]["Enums"]["mood"][]
      }
      mv_set: {
        Args: Record<PropertyKey, never>
        Returns: {
          id: number | null
          mood: Database["public"]["Enums"]["mood"] | null
        }[]
        SetofOptions: {
          from: "*"
          to: "mv"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      no_args: { Args: Record<PropertyKey, never>; Returns: number }
      'odd "fn"': { Args: { "x y": number }; Returns: number }
      one_row: {
        Args: { id: number }
        Returns: {
          _under: string | null
          "%$$": string | null
          $dollar: string | null
          "1st": string | null
          "a b": string | null
          ähnlich: string | null
          alpha: string | null
          b: string | null
          bits: unknown
          bool: boolean
          bydef: number
          class: string | null
          home: Database["public"]["CompositeTypes"]["address"] | null
          homes: Database["public"]["CompositeTypes"]["address"][] | null
          i: unknown
          id: number
          "it's": string | null
          j: NonNullable<Json>
          js: Json[] | null
          longs: Database["public"]["Enums"]["long_one"][] | null
          m: unknown
          mail: string
          matrix: number[] | null
          mood: Database["public"]["Enums"]["mood"] | null
          moods: Database["public"]["Enums"]["mood"][] | null
          n: number
          omood: "other_sad" | null
          pair: Database["public"]["Tables"]["pairs"]["Row"] | null
          r: unknown
          self: Database["public"]["CompositeTypes"]["address"] | null
          ts: string
          tsv: unknown
          'with "quotes"': string | null
          Zeta: string | null
          zeta2: string | null
        }
        SetofOptions: {
          from: "*"
          to: "people"
          isOneToOne: true
          isSetofReturn: false
        }
      }
      outs: { Args: { b: number }; Returns: Record<string, unknown> }
      over:
        | {
            Args: { a: number }
            Returns: {
              error: true
            } & "Could not choose the best candidate function between: public.over(a => int4), public.over(a => text). Try renaming the parameters or the function itself in the database so function overloading can be resolved"
          }
        | {
            Args: { a: string }
            Returns: {
              error: true
            } & "Could not choose the best candidate function between: public.over(a => int4), public.over(a => text). Try renaming the parameters or the function itself in the database so function overloading can be resolved"
          }
      over2:
        | { Args: Record<PropertyKey, never>; Returns: Json }
        | { Args: { a: number }; Returns: number }
        | {
            Args: { a: number; b: string }
            Returns: {
              _under: string | null
              "%$$": string | null
              $dollar: string | null
              "1st": string | null
              "a b": string | null
              ähnlich: string | null
              alpha: string | null
              b: string | null
              bits: unknown
              bool: boolean
              bydef: number
              class: string | null
              home: Database["public"]["CompositeTypes"]["address"] | null
              homes: Database["public"]["CompositeTypes"]["address"][] | null
              i: unknown
              id: number
              "it's": string | null
              j: NonNullable<Json>
              js: Json[] | null
              longs: Database["public"]["Enums"]["long_one"][] | null
              m: unknown
              mail: string
              matrix: number[] | null
              mood: Database["public"]["Enums"]["mood"] | null
              moods: Database["public"]["Enums"]["mood"][] | null
              n: number
              omood: "other_sad" | null
              pair: Database["public"]["Tables"]["pairs"]["Row"] | null
              r: unknown
              self: Database["public"]["CompositeTypes"]["address"] | null
              ts: string
              tsv: unknown
              'with "quotes"': string | null
              Zeta: string | null
              zeta2: string | null
            }[]
            SetofOptions: {
              from: "*"
              to: "people"
              isOneToOne: false
              isSetofReturn: true
            }
          }
      rec: {
        Args: Record<PropertyKey, never>
        Returns: Record<string, unknown>[]
      }
      set_ints: { Args: Record<PropertyKey, never>; Returns: number[] }
      tab: {
        Args: { a: number; "B b"?: string }
        Returns: {
          h: Database["public"]["CompositeTypes"]["address"]
          m: Database["public"]["Enums"]["mood"]
          n: number
          who: string
        }[]
      }
      unnamed_json: { Args: { "": Json }; Returns: Json }
      unnamed_row: {
        Args: { "": Database["public"]["Tables"]["people"]["Row"] }
        Returns: {
          error: true
        } & "the function public.unnamed_row with parameter or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache"
      }
      v: { Args: Record<PropertyKey, never>; Returns: undefined }
      vari: {
        Args: { x: number[] }
        Returns: Database["public"]["CompositeTypes"]["address"]
        SetofOptions: {
          from: "*"
          to: "address"
          isOneToOne: true
          isSetofReturn: false
        }
      }
    }
    Enums: {
      just_under:
        | "aaaaaaaaaaaaaaaaaaaa"
        | "bbbbbbbbbbbbbbbbbbbb"
        | "cccccccccccccc"
      long_one:
        | "first_label_that_is_long"
        | "second_label_that_is_long"
        | "third_label_that_is_long"
        | "fourth_label"
      mood:
        | "sad"
        | 'so "so"'
        | "it's"
        | "both \"x\" and 'y'"
        | "ok\\n"
        | "happy"
    }
    CompositeTypes: {
      address: {
        street: string | null
        "Zip Code": number[] | null
        mood: Database["public"]["Enums"]["mood"] | null
        nested: Database["public"]["Enums"]["mood"][] | null
      }
    }
  }
}

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] &
        DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] &
        DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R
      }
      ? R
      : never
    : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I
      }
      ? I
      : never
    : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U
      }
      ? U
      : never
    : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never

export const Constants = {
  public: {
    Enums: {
      just_under: [
        "aaaaaaaaaaaaaaaaaaaa",
        "bbbbbbbbbbbbbbbbbbbb",
        "cccccccccccccc",
      ],
      long_one: [
        "first_label_that_is_long",
        "second_label_that_is_long",
        "third_label_that_is_long",
        "fourth_label",
      ],
      mood: ["sad", 'so "so"', "it's", "both \"x\" and 'y'", "ok\\n", "happy"],
    },
  },
} as const
